import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { examples } from "./command.ts";
import { listOutputOption, wholeNumber } from "./options.ts";

const parseNumber = wholeNumber(1, 2_147_483_646);

/** `qd config review`: changes that widen rights and wait for a second member. */
export function addReview(config: Command, context: CommandContext): void {
	const review = config
		.command("review")
		.description(
			"Approve or reject changes that widen rights and wait for a second member",
		);
	review
		.command("list")
		.alias("ls")
		.description("List changes that wait")
		.option("--all", "also those that no longer wait")
		.addOption(listOutputOption())
		.addHelpText("after", examples("qd config review list --all"))
		.action(async (options: { all?: boolean; output: ListOutput }) => {
			const { listChanges } = await import(
				"../configuration/review-changes.ts"
			);
			await listChanges(options, context);
		});
	review
		.command("show")
		.description("Print what a change widens, and its text")
		.argument("<number>", "number of the change", parseNumber)
		.addHelpText("after", examples("qd config review show 3"))
		.action(async (number: number) => {
			const { showChange } = await import("../configuration/review-changes.ts");
			await showChange(number, context);
		});
	for (const [wanted, description] of [
		["approve", "Approve a change of another member: it takes effect"],
		["reject", "Reject a change; your own is withdrawn"],
	] as const)
		review
			.command(wanted)
			.description(description)
			.argument("<number>", "number of the change", parseNumber)
			.addHelpText("after", examples(`qd config review ${wanted} 3`))
			.action(async (number: number) => {
				const { decideChange } = await import(
					"../configuration/review-changes.ts"
				);
				await decideChange(number, wanted, context);
			});
}
