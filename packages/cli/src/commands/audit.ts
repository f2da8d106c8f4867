import type { AuditOptions } from "../audit/audit-options.ts";
import { type AddCommand, examples } from "./command.ts";
import { outputOption, wholeNumber } from "./options.ts";

/** `qd audit`: what was done, by whom, and how it ended. */
export const addAudit: AddCommand = (program, surroundings) => {
	const audit = program
		.command("audit")
		.description("What was done, by whom, where, and how it ended");
	audit
		.command("list")
		.alias("ls")
		.description("The newest records first")
		.option("-n, --number <count>", "how many", wholeNumber(1, 100_000), 30)
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
			"only after this instant, e.g. 2026-11-22T10:00:00Z",
		)
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
			await listAudit(options, surroundings);
		});
	audit
		.command("verify")
		.description("Prove that no record was altered, removed or put in between")
		.addHelpText("after", examples("qd audit verify"))
		.action(async () => {
			const { verifyAudit } = await import("../audit/verify-audit.ts");
			process.exitCode = await verifyAudit(surroundings);
		});
};
