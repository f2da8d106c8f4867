import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import {
	type Asked,
	posting,
	stageSink,
	startServer,
} from "../sinks.fixture.ts";

/** Refuses what PagerDuty's Events API v2 refuses. */
function eventsApi({ path, body }: Asked) {
	const event = JSON.parse(body);
	const payload = event.payload ?? {};
	const isText = (value: unknown, most: number) =>
		typeof value === "string" && value !== "" && value.length <= most;
	const hasKey = /^[0-9a-f]{32}$/.test(event.routing_key);
	const hasSummary =
		isText(payload.summary, 1024) && isText(payload.source, 1024);
	const isRight =
		path === "/v2/change/enqueue"
			? hasSummary && event.event_action === undefined
			: path === "/v2/enqueue" &&
				(event.event_action === "trigger"
					? hasSummary &&
						["critical", "error", "warning", "info"].includes(payload.severity)
					: ["acknowledge", "resolve"].includes(event.event_action) &&
						isText(event.dedup_key, 255)) &&
				(event.dedup_key === undefined || isText(event.dedup_key, 255));
	return { status: hasKey && isRight ? 202 : 400, body: {} };
}

const key = "0123456789abcdef0123456789abcdef";

async function stage(t: TestContext, integrationKey = key) {
	const server = await startServer(t, eventsApi);
	const staged = stageSink({
		kind: "pagerDuty",
		integrationKey,
		basePath: server.url,
	});
	const sent = () =>
		server.asked.map(({ path, body }) => [path, JSON.parse(body)]);
	return { ...staged, sent };
}

describe("PagerDuty", () => {
	test("is alerted of an error, and told when it is over", async (t) => {
		const { send, sent } = await stage(t);
		assert.equal((await send(posting("pagerDuty"))).kind, "delivered");
		const over = posting("pagerDuty", { resolved: true, level: "info" });
		assert.equal((await send(over)).kind, "delivered");
		const [trigger, resolve] = sent().map(([, event]) => event);
		assert.equal(trigger.event_action, "trigger");
		assert.equal(trigger.dedup_key, "clu_1 Pod shop/web error");
		assert.deepEqual(
			[
				trigger.payload.source,
				trigger.payload.severity,
				trigger.payload.component,
			],
			["prod/k8s", "error", "Pod shop/web"],
		);
		assert.deepEqual(trigger.payload.custom_details, {
			Source: "k8s",
			Data: { Kind: "Pod", Name: "web" },
			Timestamp: "2026-03-04T05:06:07.000Z",
		});
		assert.deepEqual(resolve, {
			routing_key: key,
			event_action: "resolve",
			dedup_key: trigger.dedup_key,
		});
	});

	test("is told of other levels as changes", async (t) => {
		const { send, sent } = await stage(t);
		await send(posting("pagerDuty", { level: "info" }));
		assert.equal(sent()[0]?.[0], "/v2/change/enqueue");
	});

	test("is given a short key for a long topic, the same each time", async (t) => {
		const { send, sent } = await stage(t);
		const topic = "x".repeat(512);
		for (const resolved of [false, true])
			assert.equal(
				(await send(posting("pagerDuty", { topic, resolved }))).kind,
				"delivered",
			);
		assert.equal(sent()[0]?.[1].dedup_key, sent()[1]?.[1].dedup_key);
	});

	test("refuses a key that is none", async (t) => {
		const { send } = await stage(t, "wrong");
		assert.equal((await send(posting("pagerDuty"))).kind, "refused");
	});
});
