import { silencesDocument } from "../api/documents.ts";
import { everyNode, type Page } from "../api/every-node.ts";
import type { CommandContext } from "../command-context.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";

/** A silence as the API tells it. */
export interface Silence {
	readonly id: string;
	readonly matcher: Readonly<Record<string, string | null>>;
	readonly reason: string;
	readonly createdBy: string;
	readonly endsAt: string;
	readonly endedBy: string | null;
	readonly active: boolean;
}

/** Prints the active silences, or, with `all`, also those that ended in the last 30 days. */
export async function listSilences(
	options: { readonly all?: boolean; readonly output: ListOutput },
	context: CommandContext,
): Promise<void> {
	const api = context.api();
	const silences = await Array.fromAsync(
		everyNode(
			async (after) =>
				(
					await api.ask<{ silences: Page<Silence> }>(silencesDocument, {
						after,
					})
				).silences,
		),
	);
	const shown = options.all ? silences : silences.filter((one) => one.active);
	const { terminal } = context;
	await printList(shown, list, { output: options.output, terminal });
}

/** `namespace=shop level=error`. */
export function matcherText(matcher: Silence["matcher"]): string {
	return Object.entries(matcher)
		.flatMap(([field, value]) =>
			value === null
				? []
				: [`${field}=${field === "level" ? value.toLowerCase() : value}`],
		)
		.join(" ");
}

const list: {
	readonly columns: readonly Column<Silence>[];
	readonly empty: string;
} = {
	columns: [
		{ heading: "ID", cell: ({ id }) => id },
		{
			heading: "STATE",
			cell: ({ active, endedBy }) =>
				active ? "active" : endedBy === null ? "over" : "ended",
		},
		{
			heading: "ENDS (UTC)",
			cell: ({ endsAt }) => endsAt.slice(0, 19).replace("T", " "),
		},
		{ heading: "MATCHES", cell: ({ matcher }) => matcherText(matcher) },
		{ heading: "BY", cell: ({ createdBy }) => createdBy },
		{ heading: "REASON", cell: ({ reason }) => reason },
		{
			heading: "ENDED BY",
			cell: ({ endedBy }) => endedBy ?? "-",
			wide: true,
		},
	],
	empty: "No silence is active.",
};
