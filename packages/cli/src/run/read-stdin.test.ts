import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestTerminal } from "../terminal.fixture.ts";
import { readStdin } from "./read-stdin.ts";

const bytes = Uint8Array.of(0xff, 0, 0x0a);
function stage(isTyped = false) {
	const screen = createTestTerminal();
	let reads = 0;
	const terminal = {
		...screen.terminal,
		isTyped,
		readInputBytes: async () => {
			reads += 1;
			return bytes;
		},
	};
	return { terminal, said: screen.said, reads: () => reads };
}

test("standard input goes to the program byte by byte where it was asked for, and is left alone otherwise", async () => {
	const taken = { stdin: Buffer.from(bytes).toString("base64") };
	for (const words of [
		["kubectl", "apply", "-f", "-"],
		["kubectl", "apply", "--filename", "-"],
		["kubectl", "apply", "--filename=-"],
	])
		assert.deepEqual(await readStdin({ words }, stage().terminal), taken);
	const quiet = stage();
	for (const words of [
		["kubectl", "get", "pods"],
		["kubectl", "logs", "-f", "web"],
	])
		assert.deepEqual(await readStdin({ words }, quiet.terminal), {});
	assert.equal(quiet.reads(), 0);
	const words = ["kubectl", "exec", "-i", "web"];
	assert.deepEqual(
		await readStdin({ words, stdin: true }, quiet.terminal),
		taken,
	);
	assert.equal(quiet.said(), "");
	const typed = stage(true);
	await readStdin({ words, stdin: true }, typed.terminal);
	assert.match(typed.said(), /Ctrl-D/);
});
