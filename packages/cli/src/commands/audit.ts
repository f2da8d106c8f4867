import { type Command, Option } from "commander";
import type { AuditOptions } from "../audit/audit-options.ts";
import type { ExportOptions } from "../audit/export-audit.ts";
import type { VerifyOptions } from "../audit/verify-audit.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ThingOutput } from "../output/list-outputs.ts";
import { type AddCommand, examples } from "./command.ts";
import {
	instant,
	listOutputOption,
	outputOption,
	thingOutputOption,
	wholeNumber,
} from "./options.ts";

/** `qd audit`: the audit log. */
export const addAudit: AddCommand = (program, context) => {
	const audit = program
		.command("audit")
		.description("Show, export and verify the audit log");
	const list = audit
		.command("list")
		.alias("ls")
		.description("List audit records, newest first")
		.option(
			"-n, --number <count>",
			"maximum number of records",
			wholeNumber(1, 100_000),
			30,
		)
		.addOption(
			listOutputOption(
				"output format; json prints every record on a line, wide adds columns and cuts nothing",
			),
		)
		.option(
			"--all-records",
			"show the record that opened a command beside the one with its outcome",
		)
		.addHelpText(
			"after",
			examples(
				"qd audit list --person ana@example.com",
				"qd audit list --outcome denied --since 2d",
				"qd audit list --since yesterday --until today -o json | jq .facts",
			),
		)
		.action(async (options: AuditOptions) => {
			const { listAudit } = await import("../audit/list-audit.ts");
			await listAudit(options, context);
		});
	addFilter(list, context);
	addExport(audit, context);
	addShow(audit, context);
	addVerify(audit, context);
	addAcknowledge(audit, context);
};

const addShow: AddCommand = (audit, context) => {
	audit
		.command("show")
		.description("Show one audit record")
		.argument("<record>", "its number, as qd audit list shows it, or its ID")
		.addOption(thingOutputOption())
		.addHelpText(
			"after",
			examples("qd audit show 1204", "qd audit show 1204 -o yaml"),
		)
		.action(async (record: string, options: { output: ThingOutput }) => {
			const { showAudit } = await import("../audit/show-audit.ts");
			await showAudit(record, options, context);
		});
};

const addVerify: AddCommand = (audit, context) => {
	audit
		.command("verify")
		.description(
			"Verify that no record was changed, removed or inserted, and print the head of the chain",
		)
		.option(
			"--since-head <head>",
			"fail unless the chain contains this earlier head: SEQ:HASH, or a file with one",
		)
		.option("--file <path>", "verify this export (JSON lines) offline")
		.option("--key <key>", "fail unless this public key signed the heads")
		.addOption(outputOption())
		.addHelpText(
			"after",
			examples(
				"qd audit verify -o json > head.json",
				"qd audit verify --since-head head.json",
				"qd audit verify --file audit.jsonl",
			),
		)
		.action(async (options: VerifyOptions) => {
			const { verifyAudit } = await import("../audit/verify-audit.ts");
			process.exitCode = await verifyAudit(options, context);
		});
};

const addAcknowledge: AddCommand = (audit, context) => {
	audit
		.command("acknowledge")
		.description(
			"Record why the chain lost a signed head, for example because a backup was restored; only the owner may",
		)
		.argument("<head>", "SEQ:HASH, as qd audit verify shows it")
		.requiredOption("--reason <text>", "why this is in order")
		.addHelpText(
			"after",
			examples(
				'qd audit acknowledge 1204:5f0c… --reason "Restored the backup of Monday"',
			),
		)
		.action(async (head: string, options: { reason: string }) => {
			const { acknowledgeLostHead } = await import(
				"../audit/acknowledge-lost-head.ts"
			);
			await acknowledgeLostHead(head, options, context);
		});
};

const addExport: AddCommand = (audit, context) => {
	const exporting = audit
		.command("export")
		.description("Export all matching records, oldest first")
		.addOption(
			new Option(
				"-o, --output <format>",
				"jsonl: full records that anybody can verify; csv: for spreadsheets",
			)
				.choices(["jsonl", "csv"])
				.default("jsonl"),
		)
		.option(
			"--file <path>",
			"write to this file; it appears only when the export is complete",
		)
		.addHelpText(
			"after",
			examples(
				"qd audit export --file audit.jsonl",
				"qd audit export -o csv --since 2026-11-01 --until 2026-12-01 > november.csv",
				"qd audit export --person ana@example.com | jq -r .facts",
			),
		)
		.action(async (options: ExportOptions) => {
			const { exportAudit } = await import("../audit/export-audit.ts");
			await exportAudit(options, context);
		});
	addFilter(exporting, context);
};

/** Which records: the same for every command of the audit. */
function addFilter(
	command: Command,
	{ now }: Pick<CommandContext, "now">,
): void {
	command
		.option("--person <email>", "only records of this person")
		.option("--cluster <name>", "only records about this cluster")
		.option(
			"--code <code>",
			"only records with this code, e.g. command.run or configuration.applied",
		)
		.option(
			"--outcome <outcome>",
			"only records with this outcome, e.g. denied",
		)
		.option("--command <id>", "only records about this command")
		.option(
			"--since <time>",
			"only records at or after this time: 90m, 1h or 2d ago, today, yesterday, 2026-11-22 or 2026-11-22T10:00:00Z (days are UTC)",
			instant(now),
		)
		.option(
			"--until <time>",
			"only records before this time, written in the same ways",
			instant(now),
		)
		.option(
			"--text <words>",
			"only records whose facts contain all of these words",
		)
		.hook("preAction", () => refuseEmptyPeriod(command.opts()));
}

/** A list that can only be empty would read as if nothing had happened. @throws CliFailure */
function refuseEmptyPeriod({ since, until }: Period): void {
	if (!since || !until || Date.parse(since) < Date.parse(until)) return;
	throw new CliFailure(
		`--since (${since}) is not before --until (${until}): no record can be between them. Nothing was done.`,
		{ exitCode: exitCodes.usage },
	);
}

interface Period {
	readonly since?: string;
	readonly until?: string;
}
