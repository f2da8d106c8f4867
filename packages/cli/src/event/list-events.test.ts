import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiClient } from "../api/api-client.ts";
import { type EventOptions, listEvents } from "./list-events.ts";

const options: EventOptions = {
	number: 30,
	cluster: ["prod"],
	namespace: [],
	kind: [],
	name: [],
	group: [],
	level: ["error"],
	output: "text",
};

function event(id: string, title: string) {
	return {
		id,
		title,
		cluster: "prod",
		group: "k8s",
		level: "ERROR",
		type: "error",
		reason: null,
		happenedAt: "2026-01-01T10:00:00.000Z",
		object: { kind: "Pod", namespace: "shop", name: "web" },
		placements: [{ door: "console", address: "general", outcome: "GROUPED" }],
	};
}

async function print(
	given: Partial<EventOptions>,
	coming: readonly ReturnType<typeof event>[] = [],
) {
	let printed = "";
	const asked: unknown[] = [];
	const api: Pick<ApiClient, "ask" | "follow"> = {
		async ask<T>(_document: string, variables: unknown) {
			asked.push(variables);
			const node = event("ntc_1", "first\u001b[2J");
			return {
				notices: {
					edges: [{ node }],
					pageInfo: { hasNextPage: false, endCursor: null },
				},
			} as T;
		},
		async *follow<T>() {
			for (const noticeEvents of coming) yield { noticeEvents } as T;
		},
	};
	await listEvents({ ...options, ...given }, {
		api: () => api,
		terminal: {
			out: (text: string) => {
				printed += text;
			},
			say() {},
			isInteractive: false,
		},
	} as never);
	return { printed, asked };
}

test("events are a table of what happened where, filtered by the control plane", async () => {
	const { printed, asked } = await print({});
	assert.match(printed, /^AT \(UTC\) +LEVEL +CLUSTER +GROUP +OBJECT +EVENT/);
	assert.match(printed, /2026-01-01 10:00:00 +error +prod +k8s +Pod shop\/web/);
	assert.ok(!printed.includes("\u001b"));
	const [{ filter }] = asked as [{ filter: object }];
	assert.deepEqual(filter, {
		clusters: ["prod"],
		namespaces: [],
		kinds: [],
		objects: [],
		groups: [],
		levels: ["ERROR"],
	});
});

test("those that follow are printed behind them, each once, on one safe line", async () => {
	const { printed } = await print({ follow: true }, [
		event("ntc_1", "first"),
		event("ntc_2", "two\nlines\u202e\u0007"),
	]);
	const lines = printed.trimEnd().split("\n");
	assert.equal(lines.length, 2);
	assert.match(lines[1] ?? "", /error {2}prod {2}k8s {2}two lines/);
	for (const hidden of ["\u0007", "\u202e"])
		assert.ok(!printed.includes(hidden));
});

test("as JSON every event is a line with all that is known", async () => {
	const { printed } = await print({ output: "json" });
	assert.equal(JSON.parse(printed).placements[0].outcome, "GROUPED");
});
