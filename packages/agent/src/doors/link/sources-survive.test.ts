import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	type AgentEvent,
	noticeSchema,
	publishEvents,
} from "@quarterdeck/contract";
import { tempDir, until } from "@quarterdeck/testkit";
import { configurationOf } from "./control-plane.fake.ts";
import { startWholeAgent } from "./whole-agent.fixture.ts";

/** Puts the hostile source of the tests into a plugin folder; `tests/hostile` is its key. */
function sourceDir(dir: string): string {
	const pluginDir = join(dir, "plugins");
	mkdirSync(join(pluginDir, "tests"), { recursive: true, mode: 0o755 });
	const source = new URL(
		"../../rooms/plugins/testdata/hostile-source.ts",
		import.meta.url,
	);
	writeFileSync(
		join(pluginDir, "tests", "source_v1.0.0_hostile.ts"),
		`import ${JSON.stringify(source.pathname)};\n`,
	);
	return pluginDir;
}

test("an agent in its sandbox tells of a source, and loses nothing that it put when it is killed", async (t) => {
	const configuration = {
		...configurationOf([]),
		sources: [
			{
				name: "ticks",
				interactive: false,
				plugins: [
					{
						key: "tests/hostile",
						enabled: true,
						config: { act: "count", count: 3, text: "tick" },
					},
				],
			},
		],
	};
	const whole = await startWholeAgent(t, {
		configuration,
		args: ["--plugin-dir", sourceDir(tempDir(t))],
	});
	const { controlPlane, agent, start } = whole;
	const streamIsDone = () =>
		controlPlane.heartbeats
			.at(-1)
			?.plugins.some(({ groups }) => groups?.[0]?.events === 3) ?? false;
	// Nobody acknowledges yet: the events wait on the disk.
	await until(streamIsDone);
	agent.child.kill("SIGKILL");
	await agent.ended;
	const events = new Map<string, AgentEvent>();
	controlPlane.bus.answer(publishEvents, async (_, batch) => {
		for (const event of batch.events)
			events.set(`${batch.epoch} ${event.number}`, event);
		return { committed: batch.events.at(-1)?.number ?? batch.after };
	});
	start();
	await until(() => events.size >= 6);
	const said = [...events.values()].map(({ source, kind, data }) => {
		const { title, group } = noticeSchema.parse(data);
		return `${source} ${kind} ${group} ${title}`;
	});
	// The second process of the agent opens the stream again, and this source tells everything again.
	assert.deepEqual(
		said.toSorted(),
		[0, 0, 1, 1, 2, 2].map((n) => `ticks notice ticks tick ${n}`),
	);
});
