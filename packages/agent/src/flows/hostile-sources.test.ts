import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { testProgram } from "../rooms/plugins/program.fixture.ts";
import { sourcesOf, startSources } from "./sources.fixture.ts";

const pluginSettings = (threshold: number, type = "DeactivatePlugin") => ({
	plugins: { restartPolicy: { type, threshold }, healthCheckSeconds: 1 },
});

describe("a hostile source plugin", { concurrency: 2 }, () => {
	test("that dies is started again until it did so too often, and then only when that is asked for", async (t) => {
		const { streams, state, sources } = startSources(t);
		streams.apply(sourcesOf({ a: { act: "die" } }, pluginSettings(1)));
		await until(() => state()?.status === "Deactivated");
		assert.equal(state()?.state, "failed");
		assert.equal(state()?.restarts, 1);
		assert.equal(state()?.threshold, 1);
		assert.match(
			state()?.problem ?? "",
			/exit code 3.*deactivated after 1 restarts/,
		);
		assert.ok(state()?.restartedAt);
		assert.match(
			sources
				.logs("tests/hostile")
				?.map(({ text }) => text)
				.join("\n") ?? "",
			/opened for a by \d+\n.*opened for a by \d+/s,
		);
		assert.equal(sources.restart("tests/nobody"), false);
		assert.equal(sources.restart("tests/hostile"), true);
		assert.notEqual(state()?.status, "Deactivated");
		await until(() => state()?.status === "Deactivated");
		// Another configuration is another chance, too.
		streams.apply(sourcesOf({ a: { act: "count" } }, pluginSettings(1)));
		await until(() => state()?.groups?.[0]?.events === 1);
		assert.equal(state()?.status, "Running");
	});
	test("is never deactivated by RestartAgent, and the agent goes on", async (t) => {
		const { streams, state } = startSources(t);
		const always = pluginSettings(0, "RestartAgent");
		streams.apply(sourcesOf({ a: { act: "die" } }, always));
		await until(() => (state()?.restarts ?? 0) >= 2);
		assert.equal(state()?.status, "Running");
		assert.equal(state()?.threshold, undefined);
	});
	test("that hangs does not answer, and is replaced with its streams", async (t) => {
		const { streams, sources, state } = startSources(t);
		streams.apply(sourcesOf({ a: { act: "hang" } }, pluginSettings(10)));
		const opened = () =>
			sources.logs("tests/hostile")?.map(({ text }) => text) ?? [];
		await until(
			() => new Set(opened().filter((text) => /^opened/.test(text))).size === 2,
		);
		assert.match(state()?.lastError ?? "", /did not answer/);
	});
	test("that floods waits for the disk", async (t) => {
		const gate = { isShut: true, put: 0, tried: 0 };
		const { streams, heard, stream } = startSources(t, {
			put() {
				gate.tried += 1;
				if (gate.isShut) throw new Error("ENOSPC: no space left on device");
				gate.put += 1;
				return gate.put;
			},
		});
		streams.apply(sourcesOf({ a: { act: "flood" } }));
		await until(() => gate.tried === 3);
		// Three attempts of one event: nothing is read while it waits.
		assert.equal(stream("a")?.events, 0);
		gate.isShut = false;
		await until(() => gate.put > 50);
		assert.equal(heard.filter((what) => what === "waited").length, 3);
		assert.ok(!heard.includes("lost"));
	});
	test("has what is given up while the disk refuses counted as lost", async (t) => {
		const { streams, heard } = startSources(t, {
			put() {
				throw new Error("ENOSPC: no space left on device");
			},
		});
		streams.apply(sourcesOf({ a: { act: "count" } }));
		await until(() => heard.includes("waited"));
		streams.apply(sourcesOf({}));
		await until(() => heard.includes("lost"));
	});
	test("that sends what is no event, or is too deep, has it counted and is heard again", async (t) => {
		const { streams, titles, heard, stream } = startSources(t);
		streams.apply(sourcesOf({ a: { act: "deep" } }));
		await until(() => titles().length === 1);
		assert.deepEqual(titles(), ["after"]);
		await until(() => stream("a")?.events === 1);
		assert.equal(stream("a")?.refused, 2);
		assert.match(stream("a")?.problem ?? "", /no event/);
		assert.equal(heard.filter((what) => what === "refused").length, 2);
	});
	test("that sends more than is taken has its stream fail, and others go on", async (t) => {
		const { streams, stream } = startSources(t);
		streams.apply(
			sourcesOf({ a: { act: "huge" }, b: { act: "count", count: 3 } }),
		);
		await until(() => stream("a")?.state === "failed");
		assert.match(stream("a")?.problem ?? "", /larger than allowed/);
		await until(() => stream("b")?.events === 3);
		assert.equal(stream("b")?.state, "open");
	});
	test("that fails a stream is asked again, one that ends it is not", async (t) => {
		const { streams, stream, titles, sources } = startSources(t);
		streams.apply(sourcesOf({ a: { act: "fail" }, b: { act: "end" } }));
		await until(() => stream("a")?.state === "failed");
		assert.equal(stream("a")?.problem, "told to fail");
		await until(() => stream("b")?.state === "ended");
		assert.deepEqual(titles(), ["only this"]);
		const opened = () =>
			sources
				.logs("tests/hostile")
				?.filter(({ text }) => text.startsWith("opened for a")).length ?? 0;
		await until(() => opened() >= 2);
		assert.deepEqual(titles(), ["only this"]);
	});
	test("without streams takes calls from outside", async (t) => {
		const { streams, stream, notices } = startSources(t, {
			program: {
				...testProgram("hostile-source"),
				env: { QD_TEST_STREAMLESS: "1" },
			},
		});
		streams.apply(sourcesOf({ a: {} }));
		await until(() => stream("a")?.state === "webhook");
		const [one] = streams.openIn("a") ?? [];
		assert.ok(one);
		const signal = AbortSignal.timeout(10_000);
		const options = { signal, timeoutMs: 10_000 };
		assert.equal(await streams.call(one, Buffer.from("hello"), options), "put");
		assert.equal(notices[0]?.title, "a heard 5");
		assert.equal(streams.openIn("b"), undefined);
	});
});
