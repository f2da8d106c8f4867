import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import type { SourceEvent } from "@quarterdeck/plugin-sdk";
import type { Ending } from "@quarterdeck/testkit";
import type { Alert } from "./alert.ts";
import { alertmanagerEvent } from "./alertmanager-call.ts";
import { KnownAlerts } from "./known-alerts.ts";
import { prometheusConfigSchema } from "./prometheus-config.schema.ts";
import { readAlerts } from "./read-alerts.ts";
import { watchAlerts } from "./watch-alerts.ts";

const begunAt = new Date("2026-11-30T00:00:00Z");
const config = prometheusConfigSchema.parse({ url: "http://127.0.0.1:1" });

function alert(name: string, state: string, over: Partial<Alert> = {}): Alert {
	return {
		labels: { alertname: name, namespace: "shop" },
		annotations: { summary: `${name} is wrong` },
		activeAt: "2026-11-30T01:00:00Z",
		state,
		...over,
	};
}

const inWords = (alerts: readonly Alert[]) =>
	alerts.map(({ labels, state }) => `${labels.alertname} ${state}`);

describe("what changed since the last look", () => {
	test("each state of an alert is told once, and its end as resolved", () => {
		const known = new KnownAlerts(config, begunAt);
		const looks: [Alert[], string[]][] = [
			[[alert("a", "pending")], ["a pending"]],
			[[alert("a", "pending")], []],
			[
				[alert("a", "firing"), alert("b", "firing")],
				["a firing", "b firing"],
			],
			[[alert("b", "firing")], ["a resolved"]],
			[[], ["b resolved"]],
			[[], []],
			[
				[alert("a", "firing", { activeAt: "2026-11-30T02:00:00Z" })],
				["a firing"],
			],
		];
		for (const [alerts, told] of looks)
			assert.deepEqual(inWords(known.take(alerts)), told);
	});

	test("only wanted states are told, and old alerts only when they are", () => {
		const firing = { ...config, alertStates: ["firing" as const] };
		const known = new KnownAlerts(firing, begunAt);
		assert.deepEqual(known.take([alert("a", "pending")]), []);
		assert.deepEqual(inWords(known.take([alert("a", "firing")])), ["a firing"]);
		assert.deepEqual(known.take([]), []);
		const old = alert("a", "firing", { activeAt: "2026-11-29T00:00:00Z" });
		assert.deepEqual(new KnownAlerts(config, begunAt).take([old]), []);
		const all = new KnownAlerts({ ...config, ignoreOldAlerts: false }, begunAt);
		assert.deepEqual(inWords(all.take([old])), ["a firing"]);
	});

	test("an alert with other labels is another one", () => {
		const known = new KnownAlerts(config, begunAt);
		const of = (pod: string) =>
			alert("a", "firing", { labels: { alertname: "a", pod } });
		assert.equal(known.take([of("x"), of("y")]).length, 2);
		assert.deepEqual(
			known.take([of("x")]).map(({ labels, state }) => [labels.pod, state]),
			[["y", "resolved"]],
		);
	});
});

test("a Prometheus that does not answer is said once, asked less often, and looked at again", async () => {
	const stop = new AbortController();
	const warnings: string[] = [];
	const told: SourceEvent[] = [];
	const waits: number[] = [];
	let look = 0;
	await watchAlerts(config, "alerts", stop.signal, {
		read: async () => {
			look += 1;
			if (look > 1 && look < 9) throw new Error("refused");
			if (look === 12) stop.abort();
			return look < 10 ? [] : [alert("a", "firing")];
		},
		emit: async (event) => void told.push(event),
		warn: (message) => warnings.push(message),
		begunAt,
		wait: async (seconds) => void waits.push(seconds),
	});
	assert.deepEqual(warnings, [
		"Prometheus cannot be asked: refused",
		"Prometheus answers again",
	]);
	assert.deepEqual(waits.slice(0, 7), [5, 10, 20, 40, 60, 60, 60]);
	assert.equal(told.length, 1);
	assert.deepEqual(told[0]?.message.sections?.[0]?.textFields, [
		{ key: "Source", value: "alerts" },
		{ key: "Alert Name", value: "a" },
		{ key: "State", value: "firing" },
		{ key: "Namespace", value: "shop" },
	]);
	assert.equal(told[0]?.message.type, "nonInteractiveEventSingleSection");
});

async function serve(t: Ending, answer: RequestListener): Promise<string> {
	const server = createServer(answer);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/prometheus`;
}

test("the list is read below the address, with the token, and nowhere else", async (t) => {
	const asked: string[] = [];
	const url = await serve(t, (request, response) => {
		asked.push(`${request.url} ${request.headers.authorization}`);
		response.end(
			JSON.stringify({
				status: "success",
				data: { alerts: [alert("a", "firing")] },
			}),
		);
	});
	const { signal } = new AbortController();
	const alerts = await readAlerts({ url, bearerToken: "secret" }, signal);
	assert.deepEqual(inWords(alerts), ["a firing"]);
	assert.deepEqual(asked, ["/prometheus/api/v1/alerts Bearer secret"]);
});

test("what is not Prometheus is refused, whatever it answers", async (t) => {
	const answers: [RequestListener, RegExp][] = [
		[(_, response) => response.writeHead(503).end(), /answered 503/],
		[(_, response) => response.end("{}"), /not Prometheus/],
		[(_, response) => response.end("<html>"), /JSON/],
		[
			(_, response) => {
				response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
			},
			/fetch failed/,
		],
		[
			(_, response) => {
				const piece = "x".repeat(1_000_000);
				for (let i = 0; i < 10; i += 1) response.write(piece);
				response.end();
			},
			/more than 8388608 bytes/,
		],
	];
	const { signal } = new AbortController();
	for (const [answer, problem] of answers) {
		const url = await serve(t, answer);
		await assert.rejects(readAlerts({ url }, signal), problem);
	}
});

describe("a call of Alertmanager", () => {
	const call = (over: object = {}) =>
		new TextEncoder().encode(
			JSON.stringify({
				version: "4",
				groupKey: '{}:{alertname="Down"}',
				status: "firing",
				receiver: "quarterdeck",
				groupLabels: { alertname: "Down" },
				commonLabels: { alertname: "Down", severity: "critical" },
				commonAnnotations: {},
				externalURL: "http://alertmanager.example",
				alerts: [
					{
						status: "firing",
						labels: { alertname: "Down", pod: "web-1" },
						annotations: { summary: "web-1 is down" },
						startsAt: "2026-11-30T01:00:00Z",
						endsAt: "0001-01-01T00:00:00Z",
						fingerprint: "a1",
					},
				],
				...over,
			}),
		);

	test("is one event, whose end is that of the same alert", () => {
		const firing = alertmanagerEvent(call(), "alerts");
		const [section] = firing.message.sections ?? [];
		assert.equal(section?.header, "Down: firing");
		assert.deepEqual(section?.bulletLists, [
			{ title: "Alerts", items: ["firing: web-1 is down"] },
		]);
		const raw = firing.rawObject as Record<string, unknown>;
		assert.deepEqual(raw.labels, { alertname: "Down", severity: "critical" });
		assert.equal(raw.state, "firing");
		const over = alertmanagerEvent(call({ status: "resolved" }), "alerts");
		const end = over.rawObject as Record<string, unknown>;
		assert.deepEqual(
			[end.labels, end.state, end.startsAt],
			[raw.labels, "resolved", raw.startsAt],
		);
	});

	test("with many alerts shows some and counts the rest", () => {
		const one = JSON.parse(new TextDecoder().decode(call())).alerts[0];
		const { message } = alertmanagerEvent(
			call({ alerts: Array(12).fill(one), truncatedAlerts: 3 }),
			"alerts",
		);
		const items = message.sections?.[0]?.bulletLists?.[0]?.items ?? [];
		assert.equal(items.length, 11);
		assert.equal(items.at(-1), "and 5 more");
	});

	test("that is none says what is wrong", () => {
		const bytes = (text: string) => new TextEncoder().encode(text);
		assert.throws(() => alertmanagerEvent(bytes("x"), ""), /not JSON/);
		assert.throws(
			() => alertmanagerEvent(call({ version: "3" }), ""),
			/not one of Alertmanager's.*version/,
		);
		assert.throws(() => alertmanagerEvent(call({ alerts: [] }), ""), /alerts/);
	});
});
