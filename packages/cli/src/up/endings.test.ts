import assert from "node:assert/strict";
import { test } from "node:test";
import { createEndings } from "./endings.ts";

function listed() {
	const stopped: string[] = [];
	const said: string[] = [];
	const endings = createEndings({ say: (text) => said.push(text) });
	const part = (name: string) => ({ stop: () => void stopped.push(name) });
	return { endings, stopped, said, part };
}

test("agents stop before the control plane, and that before what it stands on", async () => {
	const { endings, stopped, part } = listed();
	await endings.keep("folder", Promise.resolve(part("folder")));
	await endings.keep("ground", Promise.resolve(part("database")));
	await endings.keep("control plane", Promise.resolve(part("control plane")));
	await endings.keep("agents", Promise.resolve(part("agent")));
	await endings.all();
	assert.deepEqual(stopped, ["agent", "control plane", "database", "folder"]);
});

test("what was still starting when the end came is told so, waited for and stopped", async () => {
	const { endings, stopped, part } = listed();
	const starting = Promise.withResolvers<ReturnType<typeof part>>();
	void endings.keep("ground", starting.promise);
	const over = endings.all();
	assert.equal(endings.signal.aborted, true);
	assert.deepEqual(stopped, []);
	starting.resolve(part("late one"));
	await over;
	assert.deepEqual(stopped, ["late one"]);
});

test("one that failed to start or to stop does not hold up the others", async () => {
	const { endings, stopped, said, part } = listed();
	endings
		.keep("ground", Promise.reject(new Error("port taken")))
		.catch(() => {});
	await endings.keep("ground", Promise.resolve(part("bus")));
	await endings.keep(
		"agents",
		Promise.resolve({
			stop: () => Promise.reject(new Error("will not")),
		}),
	);
	await endings.all();
	assert.deepEqual(stopped, ["bus"]);
	assert.match(said.join(), /did not stop cleanly: will not/);
	assert.doesNotMatch(said.join(), /port taken/);
});
