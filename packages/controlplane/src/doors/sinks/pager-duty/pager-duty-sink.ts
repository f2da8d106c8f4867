import { createHash } from "node:crypto";
import type { SinkTarget } from "@quarterdeck/contract/configuration";
import type { SendGuarded } from "../guarded-request.ts";
import { dataOf, type SendTo } from "../send-to.ts";
import { outcomeOf } from "../sink-outcome.ts";

const ownBasePath = "https://events.pagerduty.com";
/** What the Events API takes, in characters. */
const maxSummary = 1024;
const maxDedupKey = 255;

type Sending = Parameters<
	SendTo<Extract<SinkTarget, { kind: "pagerDuty" }>>
>[0];

/**
 * Tells PagerDuty's Events API v2: an event of level error triggers an alert, what says that a topic is over resolves it, and any other
 * is a change event. Alerts of one topic in one cluster are one, however often they are sent.
 */
export function createPagerDutySink({
	request,
}: {
	readonly request: SendGuarded;
}): SendTo<Extract<SinkTarget, { kind: "pagerDuty" }>> {
	return async (sending) => {
		const { target, posting, reveal, signal } = sending;
		const key = reveal(target.integrationKey);
		if (key === undefined)
			return { kind: "refused", reason: "the sink has no integrationKey" };
		const base = URL.parse(target.basePath ?? ownBasePath);
		if (!base)
			return { kind: "refused", reason: "v2EventsAPIBasePath is no address" };
		const isAlert = posting.notice.resolved || posting.post.level === "error";
		const path = isAlert ? "/v2/enqueue" : "/v2/change/enqueue";
		const address = new URL(base.pathname.replace(/\/+$/, "") + path, base);
		const answer = await request(address, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ routing_key: key, ...eventOf(sending) }),
			signal,
		});
		return outcomeOf(answer);
	};
}

function eventOf(sending: Sending): object {
	const { post, notice } = sending.posting;
	const dedup_key = dedupKey(`${post.clusterId} ${notice.topic}`);
	if (notice.resolved) return { event_action: "resolve", dedup_key };
	const payload = {
		summary: post.title.slice(0, maxSummary) || "An event without a title",
		source: `${post.clusterName}/${notice.group}`,
		timestamp: post.lastAt.toISOString(),
		custom_details: {
			Source: notice.group,
			Data: dataOf(sending),
			Timestamp: post.lastAt.toISOString(),
		},
	};
	if (post.level !== "error") return { payload };
	return {
		event_action: "trigger",
		dedup_key,
		payload: {
			...payload,
			severity: "error",
			group: post.clusterName,
			class: notice.type,
			...(notice.object ? { component: notice.object } : {}),
		},
		client: "Quarterdeck",
	};
}

function dedupKey(text: string): string {
	return text.length <= maxDedupKey
		? text
		: createHash("sha256").update(text).digest("hex");
}
