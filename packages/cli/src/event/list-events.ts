import { ConnectionLost } from "../api/api-client.ts";
import { eventsDocument, followEventsDocument } from "../api/documents.ts";
import { everyNode, type Page } from "../api/every-node.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../output/json-text.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";
import { safeText } from "../output/safe-text.ts";

/** What a person may ask of the events. */
export interface EventOptions {
	readonly number: number;
	readonly follow?: boolean;
	readonly cluster: readonly string[];
	readonly namespace: readonly string[];
	readonly kind: readonly string[];
	readonly name: readonly string[];
	readonly group: readonly string[];
	readonly level: readonly string[];
	readonly text?: string;
	readonly since?: string;
	readonly until?: string;
	readonly output: ListOutput;
}

interface Event {
	readonly id: string;
	readonly cluster: string;
	readonly group: string;
	readonly title: string;
	readonly level: string;
	readonly type: string;
	readonly reason: string | null;
	readonly happenedAt: string;
	readonly object: {
		readonly kind: string;
		readonly namespace: string | null;
		readonly name: string;
	} | null;
	readonly placements: readonly {
		readonly door: string;
		readonly address: string;
		readonly outcome: string;
	}[];
}

const pageSize = 100;

/** Prints the latest events that match, and with `follow` those that come after them, until it is interrupted. */
export async function listEvents(
	options: EventOptions,
	context: CommandContext,
): Promise<void> {
	const { number, follow, output } = options;
	const { terminal } = context;
	const filter = filterOf(options);
	const api = context.api();
	// It listens before it lists, so that nothing falls between the two.
	const coming = follow
		? api.follow<{ noticeEvents: Event }>(followEventsDocument, { filter })
		: undefined;
	const first = coming?.[Symbol.asyncIterator]().next();
	first?.catch(() => {});
	const listed: Event[] = [];
	const found = everyNode(
		async (after) =>
			(
				await api.ask<{ notices: Page<Event> }>(eventsDocument, {
					first: Math.min(pageSize, number),
					after,
					filter,
				})
			).notices,
	);
	for await (const event of found) {
		listed.push(event);
		if (listed.length >= number) break;
	}
	if (!coming) {
		if (output === "json")
			return terminal.out(listed.map((event) => jsonText(event)).join(""));
		return await printList(listed, list, { output, terminal });
	}
	const print = (event: Event) =>
		terminal.out(output === "json" ? jsonText(event) : lineOf(event));
	const known = new Set(listed.map(({ id }) => id));
	for (const event of listed.toReversed()) print(event);
	try {
		const begun = await first;
		if (!begun || begun.done) return;
		if (!known.has(begun.value.noticeEvents.id))
			print(begun.value.noticeEvents);
		for await (const { noticeEvents } of coming)
			if (!known.has(noticeEvents.id)) print(noticeEvents);
	} catch (error) {
		if (!(error instanceof ConnectionLost)) throw error;
		throw new CliFailure(
			"The connection to the control plane was lost. Run it again; --since prints what came meanwhile.",
			{ exitCode: exitCodes.unreachable, cause: error },
		);
	}
}

function filterOf(options: EventOptions) {
	const { text, since, until } = options;
	return {
		clusters: options.cluster,
		namespaces: options.namespace,
		kinds: options.kind,
		objects: options.name,
		groups: options.group,
		levels: options.level.map((level) => level.toUpperCase()),
		...(text === undefined ? {} : { text }),
		...(since === undefined ? {} : { since }),
		...(until === undefined ? {} : { until }),
	};
}

function objectOf({ object }: Event): string {
	if (!object) return "-";
	const { kind, namespace, name } = object;
	return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}

function instantOf({ happenedAt }: Event): string {
	// To the second: -o json has all of it.
	return happenedAt.slice(0, 19).replace("T", " ");
}

function lineOf(event: Event): string {
	const words = [
		instantOf(event),
		event.level.toLowerCase(),
		event.cluster,
		event.group,
		event.title,
	];
	return `${words.map((word) => safeText(word).replace(/\s+/g, " ")).join("  ")}\n`;
}

const list: {
	readonly columns: readonly Column<Event>[];
	readonly empty: string;
} = {
	columns: [
		{ heading: "AT (UTC)", cell: instantOf },
		{ heading: "LEVEL", cell: ({ level }) => level.toLowerCase() },
		{ heading: "CLUSTER", cell: ({ cluster }) => cluster },
		{ heading: "GROUP", cell: ({ group }) => group },
		{ heading: "TYPE", cell: ({ type }) => type, wide: true },
		{ heading: "OBJECT", cell: objectOf },
		{ heading: "EVENT", cell: ({ title }) => title },
		{
			heading: "TOLD",
			cell: ({ placements }) =>
				placements
					.map(
						({ door, address, outcome }) =>
							`${door} ${address}: ${outcome.toLowerCase()}`,
					)
					.join(", ") || "-",
			wide: true,
		},
		{ heading: "ID", cell: ({ id }) => id, wide: true },
	],
	empty: "No event matches.",
};
