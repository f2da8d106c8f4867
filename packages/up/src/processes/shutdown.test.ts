import assert from "node:assert/strict";
import { test } from "node:test";
import { createShutdown } from "./shutdown.ts";

function listed() {
	const stopped: string[] = [];
	const said: string[] = [];
	const shutdown = createShutdown({ say: (text) => said.push(text) });
	const part = (name: string) => ({ stop: () => void stopped.push(name) });
	return { shutdown, stopped, said, part };
}

test("agents stop before the control plane, and that before what it stands on", async () => {
	const { shutdown, stopped, part } = listed();
	await shutdown.add("folder", Promise.resolve(part("folder")));
	await shutdown.add("servers", Promise.resolve(part("database")));
	await shutdown.add("control plane", Promise.resolve(part("control plane")));
	await shutdown.add("agents", Promise.resolve(part("agent")));
	await shutdown.run();
	assert.deepEqual(stopped, ["agent", "control plane", "database", "folder"]);
});

test("what was still starting when the end came is told so, waited for and stopped", async () => {
	const { shutdown, stopped, part } = listed();
	const starting = Promise.withResolvers<ReturnType<typeof part>>();
	void shutdown.add("servers", starting.promise);
	const over = shutdown.run();
	assert.equal(shutdown.signal.aborted, true);
	assert.deepEqual(stopped, []);
	starting.resolve(part("late one"));
	await over;
	assert.deepEqual(stopped, ["late one"]);
});

test("one that failed to start or to stop does not hold up the others", async () => {
	const { shutdown, stopped, said, part } = listed();
	shutdown
		.add("servers", Promise.reject(new Error("port taken")))
		.catch(() => {});
	await shutdown.add("servers", Promise.resolve(part("bus")));
	await shutdown.add(
		"agents",
		Promise.resolve({
			stop: () => Promise.reject(new Error("will not")),
		}),
	);
	await shutdown.run();
	assert.deepEqual(stopped, ["bus"]);
	assert.match(said.join(), /did not stop cleanly: will not/);
	assert.doesNotMatch(said.join(), /port taken/);
});
