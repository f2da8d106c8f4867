import { randomUUID } from "node:crypto";
import type {
	Clock,
	Log,
	SignalChannel,
	Signals,
	Transaction,
} from "@quarterdeck/runtime";
import { type RawBuilder, sql } from "kysely";
import type pg from "pg";
import { keepConnection } from "./lasting-connection.ts";
import { createSignalPieces } from "./signal-pieces.ts";
import { sqlOf } from "./transaction.ts";

/*
 * Signals between replicas by LISTEN and NOTIFY. All channels share one of PostgreSQL's, so that following costs no round trip. What is
 * sent is ASCII, so that a character is a byte:
 *
 *   <channel> <JSON>                               a signal that fits into one notification
 *   <channel>#<id>/<number>/<count> <piece of JSON> one that does not; pieces of one transaction arrive together and in order
 */
const sharedChannel = "quarterdeck";
/** PostgreSQL refuses 8000 bytes; the rest is for the channel and the numbering. */
const maxJsonBytes = 7800;

type Listener = (json: string | undefined) => void;

/** The session by which this process hears signals; `createSignals` makes a typed port of a channel of it. */
export interface ChangeSignals {
	/** Calls `listener` with the JSON of every signal; with undefined after a reconnect. @returns what stops it. */
	listen(channel: string, listener: Listener): () => void;
	readonly isListening: boolean;
	stop(): Promise<void>;
}

/** The signals of one channel. What cannot be read, say from a replica of another version, counts as missed. */
export function createSignals<T>(
	session: Pick<ChangeSignals, "listen" | "isListening">,
	{ name, schema }: SignalChannel<T>,
): Signals<T> {
	function read(json: string): T | undefined {
		try {
			return schema.parse(JSON.parse(json));
		} catch {
			return undefined;
		}
	}
	return {
		async announce(tx, value) {
			for (const payload of payloadsOf(name, value)) await notify(tx, payload);
		},
		follow: (listener) =>
			session.listen(name, (json) =>
				listener(json === undefined ? undefined : read(json)),
			),
		get isListening() {
			return session.isListening;
		},
	};
}

/**
 * Sends a signal as part of a statement, e.g. behind `returning`: it costs no round trip of its own. PostgreSQL sends equal ones of a
 * transaction once. @throws RangeError for a value that does not fit into one notification.
 */
export function signalling<T>(
	channel: SignalChannel<T>,
	value: T,
): RawBuilder<unknown> {
	const [payload = "", ...more] = payloadsOf(channel.name, value);
	if (more.length > 0)
		throw new RangeError(`A signal on ${channel.name} is too long.`);
	return sql`pg_notify(${sharedChannel}, ${payload})`;
}

/** Opens the session; one that is lost is made anew. */
export async function openChangeSignals(options: {
	readonly url: string;
	readonly log: Log;
	readonly clock: Clock;
}): Promise<ChangeSignals> {
	const listeners = new Map<string, Set<Listener>>();
	const pieces = createSignalPieces(options.clock, (channel) =>
		tell(channel, undefined),
	);
	let before = false;
	function hear({ payload = "" }: pg.Notification): void {
		const cut = payload.indexOf(" ");
		const [channel = "", place] = payload.slice(0, cut).split("#");
		if (!listeners.get(channel)?.size) return;
		const piece = payload.slice(cut + 1);
		const json =
			place === undefined ? piece : pieces.add(channel, place, piece);
		if (json !== undefined) tell(channel, json);
	}
	function tell(channel: string, json: string | undefined): void {
		for (const listener of [...(listeners.get(channel) ?? [])]) listener(json);
	}
	const connection = await keepConnection({
		...options,
		name: "quarterdeck-signals",
		async prepare(client) {
			pieces.clear();
			client.on("notification", hear);
			await client.query(`listen ${sharedChannel}`);
			if (before)
				for (const channel of listeners.keys()) tell(channel, undefined);
			before = true;
		},
	});
	return {
		listen(channel, listener) {
			const group = listeners.get(channel) ?? new Set();
			const own: Listener = (json) => listener(json);
			listeners.set(channel, group.add(own));
			return () => group.delete(own);
		},
		get isListening() {
			return connection.current() !== undefined;
		},
		stop: () => connection.stop(),
	};
}

async function notify(tx: Transaction, payload: string): Promise<void> {
	await sql`select pg_notify(${sharedChannel}, ${payload})`.execute(sqlOf(tx));
}

function payloadsOf(channel: string, value: unknown): readonly string[] {
	const json = JSON.stringify(value).replace(
		/[\u0080-\uffff]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
	const count = Math.ceil(json.length / maxJsonBytes);
	if (count === 1) return [`${channel} ${json}`];
	const id = randomUUID();
	return Array.from({ length: count }, (_, i) => {
		const piece = json.slice(i * maxJsonBytes, (i + 1) * maxJsonBytes);
		return `${channel}#${id}/${i + 1}/${count} ${piece}`;
	});
}
