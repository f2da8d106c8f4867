import type { Clock, Log, Transaction } from "@quarterdeck/runtime";
import { type RawBuilder, sql } from "kysely";
import type pg from "pg";
import { holdConnection } from "./lasting-connection.ts";
import { sqlOf } from "./transaction.ts";

/** News between replicas by LISTEN and NOTIFY. A signal says that something changed; the truth is read from the tables. */
export interface ChangeSignals {
	/** Sent when the transaction commits. `payload` at most 7900 bytes. */
	send(tx: Transaction, channel: string, payload: string): Promise<void>;
	/**
	 * Calls `onSignal` for every signal, also this process's own; with undefined after a reconnect, when some may have been missed.
	 * @returns what stops it.
	 */
	follow(
		channel: string,
		onSignal: (payload: string | undefined) => void,
	): () => void;
	/** Whether signals can be heard at this moment. */
	readonly isListening: boolean;
	stop(): Promise<void>;
}

/** One session that hears all channels of ours; which are told apart here, so that following costs no round trip. */
const sharedChannel = "quarterdeck";

/** Sends a signal as part of a statement, e.g. behind `returning`: it costs no round trip of its own. */
export function signalling(
	channel: string,
	payload: string,
): RawBuilder<unknown> {
	return sql`pg_notify(${sharedChannel}, ${`${channel} ${payload}`})`;
}

export async function openChangeSignals(options: {
	readonly url: string;
	readonly log: Log;
	readonly clock: Clock;
}): Promise<ChangeSignals> {
	const followers = new Map<string, Set<(p: string | undefined) => void>>();
	let before = false;
	function hear({ payload = "" }: pg.Notification): void {
		const cut = payload.indexOf(" ");
		for (const onSignal of [...(followers.get(payload.slice(0, cut)) ?? [])])
			onSignal(payload.slice(cut + 1));
	}
	const connection = await holdConnection({
		...options,
		name: "quarterdeck-signals",
		async prepare(client) {
			client.on("notification", hear);
			await client.query(`listen ${sharedChannel}`);
			if (before)
				for (const group of followers.values())
					for (const onSignal of [...group]) onSignal(undefined);
			before = true;
		},
	});
	return {
		async send(tx, channel, payload) {
			await sql`select ${signalling(channel, payload)}`.execute(sqlOf(tx));
		},
		follow(channel, onSignal) {
			const group = followers.get(channel) ?? new Set();
			const mine = (payload: string | undefined) => onSignal(payload);
			followers.set(channel, group.add(mine));
			return () => group.delete(mine);
		},
		get isListening() {
			return connection.current() !== undefined;
		},
		stop: () => connection.stop(),
	};
}
