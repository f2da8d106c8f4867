import type { SinkTarget } from "@quarterdeck/contract/configuration";
import type { SendGuarded } from "../guarded-request.ts";
import { dataOf, type SendTo } from "../send-to.ts";
import { outcomeOf } from "../sink-outcome.ts";

/**
 * Posts each event as JSON: `source`, `data` and `timeStamp`, as Botkube does, with the time at which it happened. Any 2xx is an
 * answer that it was taken. It is sent again after a crash or a lost answer, under the same `Idempotency-Key`.
 */
export function createWebhookSink({
	request,
}: {
	readonly request: SendGuarded;
}): SendTo<Extract<SinkTarget, { kind: "webhook" }>> {
	return async (sending) => {
		const { target, posting, reveal, signal } = sending;
		const address = URL.parse(reveal(target.url) ?? "");
		if (!address) return { kind: "refused", reason: "the sink has no url" };
		const answer = await request(address, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				"idempotency-key": posting.id,
			},
			body: JSON.stringify({
				source: posting.notice.group,
				data: dataOf(sending),
				timeStamp: posting.post.lastAt.toISOString(),
			}),
			signal,
		});
		return outcomeOf(answer);
	};
}
