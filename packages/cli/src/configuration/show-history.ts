import { configurationsDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";

interface Version {
	readonly version: number;
	readonly author: string;
	readonly createdAt: string;
	readonly note: string | null;
}

interface History {
	readonly configurations: {
		readonly edges: readonly { readonly node: Version }[];
	};
}

/** Prints the newest versions first: who, when, why. */
export async function showHistory(
	options: { readonly number: number; readonly output: ListOutput },
	context: CommandContext,
): Promise<void> {
	const { configurations } = await context
		.api()
		.ask<History>(configurationsDocument, { first: options.number });
	const list = {
		columns: columns(context.now()),
		empty:
			"No configuration was applied yet. Apply one with: qd config apply FILE",
	};
	await printList(
		configurations.edges.map(({ node }) => node),
		list,
		{ output: options.output, terminal: context.terminal },
	);
}

function columns(now: Date): Column<Version>[] {
	return [
		{ heading: "VERSION", cell: ({ version }) => String(version) },
		{
			heading: "APPLIED",
			cell: ({ createdAt }) => `${ago(createdAt, now)} ago`,
		},
		{ heading: "AT (UTC)", cell: ({ createdAt }) => createdAt, wide: true },
		{ heading: "BY", cell: ({ author }) => author },
		{ heading: "WHY", cell: ({ note }) => note ?? "-" },
	];
}
