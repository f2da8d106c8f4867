import assert from "node:assert/strict";
import { test } from "node:test";
import { failureText } from "./failure-text.ts";
import { untilDone } from "./until-done.ts";

test("what broke a bench is said first, and everything is stopped all the same", async () => {
	const stopped: string[] = [];
	const bench = async () => {
		await using ending = untilDone();
		ending.after(() => void stopped.push("first"));
		ending.after(() => {
			throw new Error("the browser does not close");
		});
		ending.after(() => void stopped.push("last"));
		throw new Error("the page never came");
	};
	const text = await bench().then(() => "", failureText);
	assert.match(text, /^Error: the page never came\n/);
	assert.match(
		text,
		/\nthen, while stopping: Error: the browser does not close/,
	);
	assert.deepEqual(stopped, ["last", "first"]);
});
