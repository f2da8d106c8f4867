import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	type PluginName,
	readPluginLogs,
	restartPlugin,
	subjectToken,
} from "@quarterdeck/contract";
import { tempDir, until } from "@quarterdeck/testkit";
import { configurationOf, newId } from "./control-plane.fake.ts";
import { refusedWith, startWholeAgent } from "./whole-agent.fixture.ts";

const key = "tests/hostile";

/** Puts both hostile plugins of the tests into a plugin folder, under one key. */
function pluginDir(dir: string): string {
	const folder = join(dir, "plugins", "tests");
	mkdirSync(folder, { recursive: true, mode: 0o755 });
	for (const [kind, name] of [
		["source", "hostile-source"],
		["executor", "hostile-plugin"],
	]) {
		const { pathname } = new URL(
			`../../rooms/plugins/testdata/${name}.ts`,
			import.meta.url,
		);
		writeFileSync(
			join(folder, `${kind}_v1.0.0_hostile.ts`),
			`import ${JSON.stringify(pathname)};\n`,
		);
	}
	return join(dir, "plugins");
}

test("an order reads a plugin's log without what is secret in it, and another starts a deactivated one again", async (t) => {
	const plugin = { key, enabled: true };
	const { controlPlane } = await startWholeAgent(t, {
		configuration: {
			...configurationOf([plugin]),
			plugins: { restartPolicy: { type: "DeactivatePlugin", threshold: 0 } },
			sources: [
				{
					name: "password=open-sesame-1",
					interactive: false,
					plugins: [{ ...plugin, config: { act: "die" } }],
				},
			],
		},
		args: ["--plugin-dir", pluginDir(tempDir(t))],
	});
	const ordered = () => ({
		correlation: subjectToken(newId("rotation")),
		deadlineAt: new Date(Date.now() + 20_000),
	});
	const { bus } = controlPlane;
	const logs = (asked: PluginName) =>
		bus.order(controlPlane.address(), readPluginLogs, asked, ordered());
	const restart = (asked: PluginName) =>
		bus.order(controlPlane.address(), restartPlugin, asked, ordered());
	const statesSince = (beat: number, kind: PluginName["kind"]) =>
		controlPlane.heartbeats
			.slice(beat)
			.flatMap(({ plugins }) => plugins)
			.filter((one) => one.key === key && (one.kind ?? "executor") === kind);
	await until(() =>
		statesSince(-1, "source").some(({ status }) => status === "Deactivated"),
	);
	assert.match(
		statesSince(-1, "source")[0]?.lastError ?? "",
		/ended|exit code|stream/,
	);
	const opened = async () =>
		(await logs({ key, kind: "source" })).lines.filter(({ text }) =>
			text.includes("opened for"),
		);
	const [line] = await opened();
	assert.ok(line);
	assert.ok(!line.text.includes("open-sesame"), line.text);

	const beat = controlPlane.heartbeats.length;
	await restart({ key, kind: "source" });
	await until(async () => (await opened()).length === 2);
	assert.ok(
		statesSince(beat, "source").some(({ status }) => status === "Running"),
	);

	await restart({ key, kind: "executor" });
	assert.ok(Array.isArray((await logs({ key, kind: "executor" })).lines));
	for (const act of [logs, restart])
		assert.equal(
			await refusedWith(act({ key: "tests/other", kind: "executor" })),
			"PLUGIN_UNKNOWN",
		);
});
