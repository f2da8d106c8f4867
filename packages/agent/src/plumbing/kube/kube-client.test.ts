import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHandClock, until } from "@quarterdeck/testkit";
import { maps, onServer, onSimkube, why } from "./kube-client.fixture.ts";
import type { KubeClient } from "./kube-client.ts";
import { KubeError } from "./kube-error.ts";
import type { WatchEvent } from "./watch-resource.ts";

const map = (name: string, data: Record<string, string> = {}) => ({
	apiVersion: "v1",
	kind: "ConfigMap",
	metadata: { name },
	data,
});

async function refusal(act: Promise<unknown>): Promise<[number, string]> {
	try {
		await act;
	} catch (error) {
		if (error instanceof KubeError) return [error.status, error.reason];
		throw error;
	}
	return [200, ""];
}

describe("objects", () => {
	test("are created, patched in each way and deleted, and each call is recorded with its reason", async (t) => {
		const { client, calls } = await onSimkube(t);
		const made = await client.create(maps, map("a", { k: "1" }), {
			reason: "make a map",
		});
		assert.equal(made.data && (made.data as { k: string }).k, "1");
		assert.deepEqual(await refusal(client.create(maps, map("a"), why)), [
			409,
			"AlreadyExists",
		]);
		const merge = {
			kind: "merge",
			change: { data: { k: null, m: "2" } },
		} as const;
		const merged = await client.patch(maps, "a", merge, why);
		assert.deepEqual(merged.data, { m: "2" });
		const strategic = {
			kind: "strategic",
			change: { metadata: { labels: { l: "x" } } },
		} as const;
		const labelled = await client.patch(maps, "a", strategic, why);
		assert.deepEqual(labelled.metadata.labels, { l: "x" });
		const json = {
			kind: "json",
			operations: [
				{ op: "test", path: "/data/m", value: "2" },
				{ op: "replace", path: "/data/m", value: "3" },
			],
		} as const;
		assert.deepEqual((await client.patch(maps, "a", json, why)).data, {
			m: "3",
		});
		const apply = {
			kind: "apply",
			fieldManager: "us",
			object: map("b", { from: "apply" }),
		} as const;
		const applied = await client.patch(maps, "b", apply, why);
		assert.deepEqual(applied.data, { from: "apply" });
		await client.remove(maps, "a", why);
		assert.deepEqual(await refusal(client.get(maps, "a", why)), [
			404,
			"NotFound",
		]);
		assert.deepEqual(
			calls
				.slice(0, 2)
				.map(({ verb, resource, reason, status }) => [
					verb,
					resource,
					reason,
					status,
				]),
			[
				["create", "configmaps", "make a map", 201],
				["create", "configmaps", "test", 409],
			],
		);
	});

	test("that are not what the caller meant are neither changed nor deleted", async (t) => {
		const { client } = await onSimkube(t);
		const made = await client.create(maps, map("a"), why);
		const { resourceVersion = "", uid = "" } = made.metadata;
		const change = (version: string) =>
			client.patch(
				maps,
				"a",
				{
					kind: "merge",
					change: { metadata: { resourceVersion: version }, data: { k: "v" } },
				},
				why,
			);
		await change(resourceVersion);
		assert.deepEqual(await refusal(change(resourceVersion)), [409, "Conflict"]);
		const remove = (preconditions: {
			uid?: string;
			resourceVersion?: string;
		}) => refusal(client.remove(maps, "a", { ...why, preconditions }));
		assert.deepEqual(await remove({ resourceVersion }), [409, "Conflict"]);
		assert.deepEqual(await remove({ uid: "another" }), [409, "Conflict"]);
		assert.deepEqual(await remove({ uid }), [200, ""]);
	});

	test("whose name would lead elsewhere are not asked for", async (t) => {
		const { client, calls } = await onServer(t, (request, response) => {
			response.end(JSON.stringify({ metadata: { path: request.url } }));
		});
		const got = await client.get(maps, "../x?y", why);
		assert.deepEqual(got.metadata, {
			path: "/api/v1/namespaces/default/configmaps/..%2Fx%3Fy",
		});
		await assert.rejects(async () => client.get(maps, "..", why), /not a part/);
		assert.equal(calls.length, 1);
	});

	test("are waited for thirty seconds, and no longer than the caller's signal", async (t) => {
		const clock = createHandClock();
		const asked = Promise.withResolvers<void>();
		const { client, calls } = await onServer(t, () => asked.resolve(), clock);
		const slow = client.get(maps, "a", why);
		slow.catch(() => {});
		await asked.promise;
		await clock.wind(30_000);
		await assert.rejects(slow, /no answer in 30000 ms/);
		assert.equal(calls[0]?.status, 0);
		const stopping = new AbortController();
		const stopped = client.get(maps, "a", { ...why, signal: stopping.signal });
		stopping.abort(new Error("leaving"));
		await assert.rejects(stopped, /leaving/);
	});
});

describe("a list", () => {
	test("comes in pages of one moment, and says when it grew too old", async (t) => {
		const { client, kubernetes, calls } = await onSimkube(t);
		kubernetes.objects.put(
			Array.from({ length: 25 }, (_, n) => ({
				...map(`m-${n}`),
				metadata: {
					name: `m-${n}`,
					namespace: "default",
					labels: { of: "test" },
				},
			})),
		);
		const ask = { ...why, labelSelector: "of=test", pageSize: 10 };
		const sizes: number[] = [];
		const versions = new Set<string>();
		for await (const page of client.list(maps, ask)) {
			sizes.push(page.items.length);
			versions.add(page.resourceVersion);
		}
		assert.deepEqual(sizes, [10, 10, 5]);
		assert.equal(versions.size, 1);
		assert.equal(calls.filter(({ verb }) => verb === "list").length, 3);
		const pages = client.list(maps, ask);
		await pages.next();
		kubernetes.objects.apply(map("later"));
		kubernetes.objects.compact();
		const [status] = await refusal(pages.next());
		assert.equal(status, 410);
	});

	test("of any size streams at the reader's pace", async (t) => {
		const chunk = Buffer.alloc(1_048_576, "x");
		const chunks = 128;
		let sent = 0;
		const { client } = await onServer(t, (_, response) => {
			const send = () => {
				while (sent < chunks) {
					sent += 1;
					if (!response.write(chunk)) {
						response.once("drain", send);
						return;
					}
				}
				response.end();
			};
			send();
		});
		let bytes = 0;
		let sentAtFirst = 0;
		for await (const piece of client.stream("/logs", why)) {
			if (bytes === 0) sentAtFirst = sent;
			bytes += piece.length;
		}
		assert.equal(bytes, chunks * chunk.length);
		assert.ok(sentAtFirst < chunks / 2, `${sentAtFirst} MiB were sent unread`);
	});
});

/** Follows a watch; what it told so far. */
function follow(
	client: KubeClient,
	resourceVersion: string,
	onInterrupted: (error: unknown, nextAttemptMs: number) => void = () => {},
) {
	const stopping = new AbortController();
	const seen: string[] = [];
	const events: WatchEvent[] = [];
	const ended = (async () => {
		const options = {
			...why,
			resourceVersion,
			signal: stopping.signal,
			onInterrupted,
		};
		for await (const event of client.watch(maps, options)) {
			events.push(event);
			seen.push(
				"object" in event
					? `${event.kind} ${event.object.metadata.name}`
					: event.kind,
			);
		}
	})();
	return { seen, events, ended, stop: () => stopping.abort() };
}

async function versionNow(client: KubeClient): Promise<string> {
	for await (const { resourceVersion } of client.list(maps, why))
		return resourceVersion;
	throw new Error("a list has a page");
}

describe("a watch", () => {
	test("that is cut goes on where it was, and misses nothing", async (t) => {
		const { client, kubernetes } = await onSimkube(t);
		const interruptions: number[] = [];
		const { seen, ended, stop } = follow(
			client,
			await versionNow(client),
			(_, ms) => interruptions.push(ms),
		);
		const apply = (name: string, data = {}) =>
			kubernetes.objects.apply({
				...map(name, data),
				metadata: { name, namespace: "default" },
			});
		apply("a");
		await until(() => seen.includes("added a"));
		kubernetes.faults.dropConnections();
		apply("b");
		apply("a", { k: "v" });
		kubernetes.objects.remove("v1", "ConfigMap", "b", "default");
		await until(() => seen.includes("deleted b"));
		assert.deepEqual(seen, ["added a", "added b", "modified a", "deleted b"]);
		assert.ok(interruptions.length >= 1);
		stop();
		await ended;
	});

	test("of a version that is forgotten says so and ends", async (t) => {
		const { client, kubernetes } = await onSimkube(t);
		const old = await versionNow(client);
		kubernetes.objects.apply({
			...map("a"),
			metadata: { name: "a", namespace: "default" },
		});
		kubernetes.objects.compact();
		const { seen, ended } = follow(client, old);
		await ended;
		assert.deepEqual(seen, ["expired"]);
	});

	test("goes on from the last bookmark, in lines of whatever cut", async (t) => {
		const clock = createHandClock();
		const asked: (string | null)[] = [];
		const lines = [
			event("ADDED", "é", "7"),
			JSON.stringify({
				type: "BOOKMARK",
				object: { kind: "ConfigMap", metadata: { resourceVersion: "50" } },
			}),
			"",
		].join("\n");
		const { client } = await onServer(
			t,
			(request, response) => {
				const query = new URL(request.url ?? "", "http://x").searchParams;
				asked.push(query.get("resourceVersion"));
				assert.equal(query.get("allowWatchBookmarks"), "true");
				if (asked.length > 1) return;
				// Cut in the middle of a letter of two bytes, and of a line at the end.
				const bytes = Buffer.from(`${lines}{"type":"ADD`);
				const at = bytes.indexOf("é") + 1;
				response.write(bytes.subarray(0, at), () => {
					response.write(bytes.subarray(at), () => response.destroy());
				});
			},
			clock,
		);
		const { seen, stop, ended } = follow(client, "5");
		await until(() => seen.length === 2);
		await until(async () => {
			await clock.wind(500);
			return asked.length === 2;
		});
		assert.deepEqual(seen, ["added é", "bookmark"]);
		assert.deepEqual(asked, ["5", "50"]);
		stop();
		await ended;
	});

	test("survives a server that fails, asks less and less often, and heeds Retry-After", async (t) => {
		const clock = createHandClock();
		let asked = 0;
		const { client } = await onServer(
			t,
			(_, response) => {
				asked += 1;
				if (asked === 4) response.setHeader("Retry-After", "120");
				if (asked <= 3) response.writeHead(500).end("broken");
				else if (asked === 4) response.writeHead(429).end("{}");
				else if (asked === 5) response.writeHead(200).end("no json\n");
				else if (asked === 6) response.writeHead(200).end();
				else response.write(`${event("ADDED", "a", "9")}\n`);
			},
			clock,
		);
		const waits: number[] = [];
		const { seen, stop, ended } = follow(client, "5", (_, ms) =>
			waits.push(ms),
		);
		for (let n = 1; n <= 6; n++) {
			await until(() => waits.length === n);
			await clock.wind(waits.at(-1) ?? 0);
		}
		await until(() => seen.length === 1);
		assert.deepEqual(waits, [500, 1000, 2000, 120_000, 8000, 16_000]);
		stop();
		await ended;
		assert.equal(clock.pendingTimers, 0);
	});

	test("is not put off for ever by Retry-After", async (t) => {
		const clock = createHandClock();
		const { client } = await onServer(
			t,
			(_, response) =>
				response.writeHead(429, { "Retry-After": "9999999999" }).end("{}"),
			clock,
		);
		const waits: number[] = [];
		const { stop, ended } = follow(client, "5", (_, ms) => waits.push(ms));
		await until(() => waits.length === 1);
		assert.deepEqual(waits, [300_000]);
		stop();
		await ended;
	});

	test("whose connection died without a word is opened again", async (t) => {
		const clock = createHandClock();
		let asked = 0;
		const { client } = await onServer(
			t,
			(_, response) => {
				asked += 1;
				response.write(`${event("ADDED", `a${asked}`, String(asked))}\n`);
			},
			clock,
		);
		const { seen, stop, ended } = follow(client, "0");
		await until(() => seen.length === 1);
		await clock.wind(400_000);
		await until(async () => {
			await clock.wind(500);
			return seen.length === 2;
		});
		stop();
		await ended;
	});
});

function event(type: string, name: string, resourceVersion: string): string {
	return JSON.stringify({
		type,
		object: { kind: "ConfigMap", metadata: { name, resourceVersion } },
	});
}
