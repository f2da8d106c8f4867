import { type IdKind, isId } from "@quarterdeck/contract";
import {
	afterCommit,
	type ChangeSignals,
} from "../../plumbing/postgres/index.ts";
import type {
	AccountChange,
	AccountChanges,
	ChangedId,
} from "./account-changes.ts";

const channel = "account-changes";
/** A notification holds 8000 bytes; an id has thirty. */
const idsPerSignal = 200;
const kinds: readonly IdKind[] = [
	"apiToken",
	"session",
	"machineToken",
	"account",
	"person",
	"organisation",
];

/** Changes by notification: `ended tok_…,per_…` or `changed org_…`. */
export function createPgAccountChanges(signals: ChangeSignals): AccountChanges {
	const listeners = new Set<(change: AccountChange | undefined) => void>();
	function deliver(change: AccountChange | undefined): void {
		for (const listener of [...listeners]) listener(change);
	}
	// As long as the process lives.
	signals.follow(channel, (payload) => deliver(read(payload)));
	return {
		async announce(tx, change) {
			const payloads = payloadsOf(change);
			if (payloads.length === 0) return;
			for (const payload of payloads) await signals.send(tx, channel, payload);
			afterCommit(tx, () => deliver(change));
		},
		follow(listener) {
			const own = (change: AccountChange | undefined) => listener(change);
			listeners.add(own);
			return () => listeners.delete(own);
		},
		get isListening() {
			return signals.isListening;
		},
	};
}

function payloadsOf({ ended = [], changed = [] }: AccountChange): string[] {
	return Object.entries({ ended, changed }).flatMap(([kind, ids]) =>
		Array.from({ length: Math.ceil(ids.length / idsPerSignal) }, (_, i) => {
			const some = ids.slice(i * idsPerSignal, (i + 1) * idsPerSignal);
			return `${kind} ${some.join(",")}`;
		}),
	);
}

/** What cannot be read counts as missed. */
function read(payload: string | undefined): AccountChange | undefined {
	const [kind, list = ""] = payload?.split(" ") ?? [];
	if (kind !== "ended" && kind !== "changed") return undefined;
	const isChangedId = (id: string): id is ChangedId =>
		kinds.some((known) => isId(known, id));
	return { [kind]: list.split(",").filter(isChangedId) };
}
