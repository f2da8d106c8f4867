import { type IdKind, isId } from "@quarterdeck/contract";
import type { ChangeSignals } from "../../plumbing/postgres/index.ts";
import type { IdentityNews, NewsId, NewsItem } from "./identity-news.ts";

const channel = "identity-news";
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

/** News by notification: `ended tok_…,per_…`. */
export function createPgIdentityNews(signals: ChangeSignals): IdentityNews {
	return {
		async announce(tx, { kind, ids }) {
			for (let i = 0; i < ids.length; i += idsPerSignal)
				await signals.send(
					tx,
					channel,
					`${kind} ${ids.slice(i, i + idsPerSignal).join(",")}`,
				);
		},
		follow: (listener) =>
			signals.follow(channel, (payload) => listener(read(payload))),
		get isListening() {
			return signals.isListening;
		},
	};
}

/** What cannot be read counts as missed. */
function read(payload: string | undefined): NewsItem | undefined {
	const [kind, list = ""] = payload?.split(" ") ?? [];
	if (kind !== "ended" && kind !== "changed") return undefined;
	const isNewsId = (id: string): id is NewsId =>
		kinds.some((known) => isId(known, id));
	return { kind, ids: list.split(",").filter(isNewsId) };
}
