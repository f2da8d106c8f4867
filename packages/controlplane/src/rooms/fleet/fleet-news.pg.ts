import { isId } from "@quarterdeck/contract";
import type { ChangeSignals } from "../../plumbing/postgres/index.ts";
import type { ChangedCluster, FleetNews } from "./fleet-news.ts";

const channel = "fleet-news";

/** News by notification: `org_… clu_…`. */
export function createPgFleetNews(
	signals: Pick<ChangeSignals, "send" | "follow">,
): FleetNews {
	return {
		announce: (tx, { organisationId, id }) =>
			signals.send(tx, channel, `${organisationId} ${id}`),
		follow: (listener) =>
			signals.follow(channel, (payload) => listener(read(payload))),
	};
}

/** What cannot be read counts as missed. */
function read(payload: string | undefined): ChangedCluster | undefined {
	const [organisationId = "", id = ""] = payload?.split(" ") ?? [];
	return isId("organisation", organisationId) && isId("cluster", id)
		? { organisationId, id }
		: undefined;
}
