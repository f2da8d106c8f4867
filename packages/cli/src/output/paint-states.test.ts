import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestTerminal } from "../terminal.fixture.ts";
import { terminalOn } from "../terminal.ts";
import { paintStates as paintWords } from "./paint-states.ts";

const red = (word: string) => `<red ${word}>`;
const green = (word: string) => `<green ${word}>`;
const paintStates = (text: string) =>
	paintWords(text, (word, colour) => `<${colour} ${word}>`);

test("states in the cells of a table are coloured, and words of sentences are not", () => {
	assert.equal(
		paintStates(
			"NAME   READY   STATUS             RESTARTS\na      0/1     CrashLoopBackOff   5 (2m ago)\nb      1/1     Running            0\n",
		),
		`NAME   READY   STATUS             RESTARTS\na      0/1     ${red("CrashLoopBackOff")}   5 (2m ago)\nb      1/1     ${green("Running")}            0\n`,
	);
	assert.equal(paintStates("n1   NotReady\n"), `n1   ${red("NotReady")}\n`);
	assert.equal(paintStates("pod  Init:Error"), `pod  ${red("Init:Error")}`);
	for (const prose of [
		"Error from server: Running out of memory\n",
		"the job is Running now\n",
		"NAME   Runningly   0",
	])
		assert.equal(paintStates(prose), prose);
});

test("colours are put on a person's screen only, behind what makes text safe", () => {
	const written: string[] = [];
	const screen = (isTTY: boolean) => ({
		isTTY,
		write: (text: string | Uint8Array) => written.push(String(text)) > 0,
	});
	terminalOn(screen(true), screen(true), { colours: true }).out(
		"a   Evicted\u001b\n",
	);
	terminalOn(screen(true), screen(true), { colours: true }).out(
		"a   Evicted\n",
	);
	terminalOn(screen(false), screen(true), { colours: true }).out(
		"a   Evicted\n",
	);
	assert.deepEqual(written, [
		"a   Evicted␛\n",
		"a   \u001b[31mEvicted\u001b[0m\n",
		"a   Evicted\n",
	]);
	const { terminal, out } = createTestTerminal({ stdout: true, stderr: true });
	terminal.out("a   Evicted\n");
	assert.equal(out(), "a   Evicted\n");
});
