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
	await shutdown.keep("folder", Promise.resolve(part("folder")));
	await shutdown.keep("servers", Promise.resolve(part("database")));
	await shutdown.keep("control plane", Promise.resolve(part("control plane")));
	await shutdown.keep("agents", Promise.resolve(part("agent")));
	await shutdown.all();
	assert.deepEqual(stopped, ["agent", "control plane", "database", "folder"]);
});

test("what was still starting when the end came is told so, waited for and stopped", async () => {
	const { shutdown, stopped, part } = listed();
	const starting = Promise.withResolvers<ReturnType<typeof part>>();
	void shutdown.keep("servers", starting.promise);
	const over = shutdown.all();
	assert.equal(shutdown.signal.aborted, true);
	assert.deepEqual(stopped, []);
	starting.resolve(part("late one"));
	await over;
	assert.deepEqual(stopped, ["late one"]);
});

test("one that failed to start or to stop does not hold up the others", async () => {
	const { shutdown, stopped, said, part } = listed();
	shutdown
		.keep("servers", Promise.reject(new Error("port taken")))
		.catch(() => {});
	await shutdown.keep("servers", Promise.resolve(part("bus")));
	await shutdown.keep(
		"agents",
		Promise.resolve({
			stop: () => Promise.reject(new Error("will not")),
		}),
	);
	await shutdown.all();
	assert.deepEqual(stopped, ["bus"]);
	assert.match(said.join(), /did not stop cleanly: will not/);
	assert.doesNotMatch(said.join(), /port taken/);
});
