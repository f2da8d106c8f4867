import {
	approveConfigurationDocument,
	proposalsDocument,
	rejectConfigurationDocument,
} from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import { safeText } from "../output/safe-text.ts";
import { table } from "../output/table.ts";

interface Proposal {
	readonly number: number;
	readonly base: number;
	readonly state: string;
	readonly author: string;
	readonly createdAt: string;
	readonly note: string | null;
	readonly widens: readonly string[];
	readonly yaml: string;
}

/** Prints changes that wait for a second member, newest first; with `all` also those that no longer do. */
export async function listChanges(
	options: { readonly all?: boolean },
	context: CommandContext,
): Promise<void> {
	const shown = (await askProposals(context, { first: 50 })).filter(
		({ state }) => options.all || state === "pending",
	);
	const now = context.now();
	context.terminal.out(
		table(
			["CHANGE", "STATE", "BASE", "PROPOSED", "BY", "WIDENS", "WHY"],
			shown.map((one) => [
				String(one.number),
				one.state,
				String(one.base),
				`${ago(one.createdAt, now)} ago`,
				one.author,
				String(one.widens.length),
				one.note ?? "-",
			]),
		),
	);
}

/** Prints what one change widens, and its text. @throws CliFailure when there is no such change. */
export async function showChange(
	number: number,
	context: CommandContext,
): Promise<void> {
	const [found] = await askProposals(context, {
		first: 1,
		after: String(number + 1),
	});
	if (found?.number !== number)
		throw new CliFailure(
			`There is no change ${number}. List them with: qd config review list --all`,
		);
	const { terminal } = context;
	terminal.say(
		`Change ${number} by ${safeText(found.author)} is ${found.state}. From version ${found.base} on, it widens:\n`,
	);
	for (const one of found.widens) terminal.say(`  ${safeText(one)}\n`);
	terminal.out(found.yaml.endsWith("\n") ? found.yaml : `${found.yaml}\n`);
}

/** Approves or rejects a change; whoever proposed it withdraws it by rejecting. */
export async function decideChange(
	number: number,
	wanted: "approve" | "reject",
	context: CommandContext,
): Promise<void> {
	const { decided } = await context
		.api()
		.ask<{ decided: { readonly state: string } }>(
			wanted === "approve"
				? approveConfigurationDocument
				: rejectConfigurationDocument,
			{ number },
		);
	context.terminal.out(`Change ${number} is ${decided.state}.\n`);
}

async function askProposals(
	context: CommandContext,
	page: { readonly first: number; readonly after?: string },
): Promise<readonly Proposal[]> {
	const { configurationProposals } = await context.api().ask<{
		configurationProposals: {
			readonly edges: readonly { readonly node: Proposal }[];
		};
	}>(proposalsDocument, page);
	return configurationProposals.edges.map(({ node }) => node);
}
