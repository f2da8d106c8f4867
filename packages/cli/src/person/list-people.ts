import { peopleDocument } from "../api/documents.ts";
import { everyNode, type Page } from "../api/every-node.ts";
import type { CommandContext } from "../command-context.ts";
import { byName } from "../output/by-name.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";

interface Person {
	readonly id: string;
	readonly email: string;
	readonly displayName: string;
	readonly role: string;
	readonly groups: readonly string[];
	readonly createdAt: string;
}

interface PeoplePage {
	readonly people: Page<Person>;
}

/** Prints everybody who belongs to the organisation, by email. */
export async function listPeople(
	options: { readonly output: ListOutput },
	context: CommandContext,
): Promise<void> {
	const api = context.api();
	const found = await Array.fromAsync(
		everyNode(
			async (after) =>
				(await api.ask<PeoplePage>(peopleDocument, { after })).people,
		),
	);
	found.sort((a, b) => byName(a.email, b.email));
	const { terminal } = context;
	await printList(found, list, { output: options.output, terminal });
}

const list: {
	readonly columns: readonly Column<Person>[];
	readonly empty: string;
} = {
	columns: [
		{ heading: "EMAIL", cell: ({ email }) => email },
		{ heading: "NAME", cell: ({ displayName }) => displayName || "-" },
		{ heading: "ROLE", cell: ({ role }) => role.toLowerCase() },
		{
			heading: "GROUPS",
			cell: ({ groups }) => groups.toSorted(byName).join(",") || "-",
		},
		{ heading: "ADDED", cell: ({ createdAt }) => createdAt, wide: true },
		{ heading: "ID", cell: ({ id }) => id, wide: true },
	],
	empty: "Nobody belongs to the organisation yet.",
};
