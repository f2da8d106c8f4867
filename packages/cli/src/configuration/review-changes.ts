import {
	approveConfigurationDocument,
	proposalsDocument,
	rejectConfigurationDocument,
} from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";
import { safeText } from "../output/safe-text.ts";

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
	options: { readonly all?: boolean; readonly output: ListOutput },
	context: CommandContext,
): Promise<void> {
	const shown = (await askProposals(context, { first: 50 })).filter(
		({ state }) => options.all || state === "pending",
	);
	const list = {
		columns: columns(context.now()),
		empty: options.all
			? "No change was proposed yet."
			: "No change waits for a second member.",
	};
	const { terminal } = context;
	await printList(shown, list, { output: options.output, terminal });
}

function columns(now: Date): Column<Proposal>[] {
	return [
		{ heading: "CHANGE", cell: ({ number }) => String(number) },
		{ heading: "STATE", cell: ({ state }) => state },
		{ heading: "BASE", cell: ({ base }) => String(base) },
		{
			heading: "PROPOSED",
			cell: ({ createdAt }) => `${ago(createdAt, now)} ago`,
		},
		{ heading: "BY", cell: ({ author }) => author },
		{ heading: "WIDENS", cell: ({ widens }) => String(widens.length) },
		{ heading: "WHY", cell: ({ note }) => note ?? "-" },
	];
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
