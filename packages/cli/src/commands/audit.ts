import { type Command, Option } from "commander";
import type { AuditOptions } from "../audit/audit-options.ts";
import type { ExportOptions } from "../audit/export-audit.ts";
import { type AddCommand, examples } from "./command.ts";
import { outputOption, wholeNumber } from "./options.ts";

/** `qd audit`: what was done, by whom, and how it ended. */
export const addAudit: AddCommand = (program, context) => {
	const audit = program
		.command("audit")
		.description("What was done, by whom, where, and how it ended");
	const list = audit
		.command("list")
		.alias("ls")
		.description("The newest records first")
		.option("-n, --number <count>", "how many", wholeNumber(1, 100_000), 30)
		.addOption(
			outputOption("text for people, or json: one whole record a line"),
		)
		.addHelpText(
			"after",
			examples(
				"qd audit list --person ana@example.com",
				"qd audit list --outcome denied -o json | jq .facts",
			),
		)
		.action(async (options: AuditOptions) => {
			const { listAudit } = await import("../audit/list-audit.ts");
			await listAudit(options, context);
		});
	addFilter(list);
	addExport(audit, context);
	audit
		.command("verify")
		.description("Prove that no record was altered, removed or put in between")
		.addHelpText("after", examples("qd audit verify"))
		.action(async () => {
			const { verifyAudit } = await import("../audit/verify-audit.ts");
			process.exitCode = await verifyAudit(context);
		});
};

const addExport: AddCommand = (audit, context) => {
	const exporting = audit
		.command("export")
		.description("All records that match as one file, the first ones first")
		.addOption(
			new Option(
				"-o, --output <format>",
				"jsonl: whole records, to be verified without us; csv: for spreadsheets",
			)
				.choices(["jsonl", "csv"])
				.default("jsonl"),
		)
		.option("--file <path>", "where to write it, once it is whole")
		.addHelpText(
			"after",
			examples(
				"qd audit export --file audit.jsonl",
				"qd audit export -o csv --since 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z > november.csv",
				"qd audit export --person ana@example.com | jq -r .facts",
			),
		)
		.action(async (options: ExportOptions) => {
			const { exportAudit } = await import("../audit/export-audit.ts");
			await exportAudit(options, context);
		});
	addFilter(exporting);
};

/** Which records: the same for every verb of the audit. */
function addFilter(command: Command): void {
	command
		.option("--person <email>", "only of this person")
		.option("--cluster <name>", "only about this cluster")
		.option(
			"--code <code>",
			"only of this kind, e.g. command.run or configuration.applied",
		)
		.option("--outcome <outcome>", "only with this outcome, e.g. denied")
		.option("--command <id>", "only about this command")
		.option(
			"--since <instant>",
			"only at or after this instant, e.g. 2026-11-22T10:00:00Z",
		)
		.option("--until <instant>", "only before this instant")
		.option("--text <words>", "only with all of these words in the facts");
}
