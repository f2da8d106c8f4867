import type { Changes } from "./documents.ts";

/** One line of what changed. */
export interface LastChange {
	readonly key: string;
	readonly at: string;
	readonly by: string | null;
	readonly words: string;
	/** The audit record; undefined for a version of the configuration. */
	readonly record: string | undefined;
}

const mostShown = 8;

type Record = Changes["personAdded"]["edges"][number]["node"];

const wordsOf: Readonly<{
	[code: string]: ((record: Record) => string) | undefined;
}> = {
	"person.added": (record) => `${emailOf(record)} added`,
	"person.removed": (record) => `${emailOf(record)} removed`,
	"person.updated": (record) => `Name or groups of ${emailOf(record)} changed`,
	"invitation.accepted": (record) => `${record.person ?? "A person"} joined`,
	"ownership.transferred": () => "Ownership transferred",
	"cluster.added": ({ clusters }) => `Cluster ${clusters.join(", ")} added`,
	"cluster.removed": ({ clusters }) => `Cluster ${clusters.join(", ")} removed`,
};

/** Everything that was asked for in one list, newest first; what was tried and refused is no change. */
export function lastChanges(answer: Changes): readonly LastChange[] {
	const { configurations, ...records } = answer;
	const changes: LastChange[] = configurations.edges.flatMap(({ node }) =>
		node.createdAt === null
			? []
			: [
					{
						key: `version ${node.version}`,
						at: node.createdAt,
						by: node.author,
						words: `Configuration version ${node.version}${node.note ? `: ${node.note}` : ""}`,
						record: undefined,
					},
				],
	);
	for (const { edges } of Object.values(records))
		for (const { node } of edges) {
			const words = wordsOf[node.code]?.(node);
			if (words === undefined || node.outcome !== "succeeded") continue;
			const { id, at, person } = node;
			changes.push({ key: id, at, by: person, words, record: id });
		}
	return changes
		.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
		.slice(0, mostShown);
}

function emailOf({ facts }: Record): string {
	const email =
		typeof facts === "object" && facts !== null && "email" in facts
			? facts.email
			: undefined;
	return typeof email === "string" ? email : "A person";
}
