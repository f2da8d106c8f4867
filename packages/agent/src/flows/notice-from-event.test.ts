import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boundNotice, noticeSchema } from "@quarterdeck/contract";
import { noticeFromEvent } from "./notice-from-event.ts";

let ids = 0;
function notice(event: unknown, group = "g") {
	const bytes = Buffer.from(
		typeof event === "string" ? event : JSON.stringify(event),
	);
	const made = noticeFromEvent(bytes, { group, plugin: "acme/source" }, () => {
		ids += 1;
		return `random-${ids}`;
	});
	if (made) noticeSchema.parse(boundNotice(made));
	return made;
}
const message = { sections: [{ header: "Something happened" }] };

describe("an event as a notice", () => {
	test("of Botkube's own kind has all that its raw object says, and one id in every group", () => {
		const event = {
			Message: { timestamp: "2026-01-01T00:00:00Z" },
			RawObject: {
				APIVersion: "v1",
				Kind: "Pod",
				Title: "v1/pods error",
				Name: "cart",
				Namespace: "shop",
				Type: "error",
				Reason: "BackOff",
				Level: "error",
				Resource: "v1/pods",
				TimeStamp: "2026-01-01T00:00:00Z",
			},
			AnalyticsLabels: null,
		};
		const one = notice(event);
		assert.equal(one?.title, "v1/pods error");
		assert.equal(one?.level, "error");
		assert.equal(one?.type, "error");
		assert.equal(one?.reason, "BackOff");
		assert.deepEqual(one?.object, {
			apiVersion: "v1",
			kind: "Pod",
			namespace: "shop",
			name: "cart",
		});
		assert.equal(notice(event, "other")?.id, one?.id);
		const later = {
			...event,
			RawObject: { ...event.RawObject, TimeStamp: "2026-01-01T00:00:09Z" },
		};
		assert.notEqual(notice(later)?.id, one?.id);
		assert.equal(notice(later)?.topic, one?.topic);
	});
	test("of an alert ends the topic that it began", () => {
		const labels = {
			alertname: "Slow",
			severity: "warning",
			namespace: "shop",
		};
		const firing = notice({
			Message: message,
			RawObject: { labels, state: "firing", activeAt: "2026-01-01T00:00:00Z" },
		});
		const over = notice({
			Message: message,
			RawObject: {
				labels,
				status: "resolved",
				startsAt: "2026-01-01T00:00:00Z",
			},
		});
		assert.equal(firing?.level, "warning");
		assert.equal(firing?.resolved, false);
		assert.equal(over?.resolved, true);
		assert.equal(over?.level, "success");
		assert.equal(over?.topic, firing?.topic);
		assert.notEqual(over?.id, firing?.id);
	});
	test("of an application of Argo CD is about that", () => {
		const one = notice({
			Message: message,
			RawObject: {
				apiVersion: "argoproj.io/v1alpha1",
				kind: "Application",
				metadata: {
					name: "web",
					namespace: "argocd",
					uid: "1",
					resourceVersion: "7",
				},
				status: { health: { status: "Degraded" } },
			},
		});
		assert.equal(one?.object?.kind, "Application");
		assert.equal(one?.level, "error");
		assert.equal(one?.title, "Something happened");
	});
	test("of nothing known is told from its texts, and never taken for another", () => {
		const event = {
			Message: {
				sections: [
					{
						textFields: [
							{ key: "Source", value: "x" },
							{ key: "Type", value: "warning" },
						],
					},
				],
			},
			RawObject: { n: 1 },
		};
		const [one, two] = [notice(event), notice(event)];
		assert.equal(one?.level, "warning");
		assert.equal(one?.title, "Source: x, Type: warning");
		assert.notEqual(one?.id, two?.id);
		assert.equal(one?.topic, two?.topic);
	});
	test("that is hostile is no notice, or one within its bounds", () => {
		for (const bad of [
			"",
			"null",
			"[]",
			"{}",
			'{"Message":[]}',
			"{",
			'{"Message":{}}',
		])
			assert.equal(notice(bad), undefined, bad);
		const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
		assert.equal(
			notice(`{"Message":{"baseBody":{"plaintext":"a"}},"RawObject":${deep}}`),
			undefined,
		);
		assert.equal(
			notice({ Message: { ...message, type: "skipMessage" } }),
			undefined,
		);
		const one = notice({
			Message: {
				sections: [{ header: `\u0000a\u202eb\n${"x".repeat(100_000)}` }],
			},
			RawObject: {
				Kind: { a: 1 },
				Name: ["x"],
				Level: 7,
				Type: "t".repeat(9999),
				labels: { alertname: 5, __proto__: null },
			},
		});
		assert.match(one?.title ?? "", /^a b x/);
		assert.equal(one?.title.length, 512);
		const large = notice({
			Message: message,
			RawObject: { a: "x".repeat(200_000) },
		});
		assert.ok(large && JSON.stringify(boundNotice(large)).length < 65_536);
	});
});
