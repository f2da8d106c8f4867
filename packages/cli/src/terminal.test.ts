import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createTestTerminal } from "./terminal.fixture.ts";
import { terminalOn, wantsEscapes } from "./terminal.ts";

const hostile = "a\u001b]0;owned\u0007\u001b[31mb\u009b2J\n";
const utf8 = (text: string) => Buffer.from(text, "latin1").toString("utf8");

test("nothing that a terminal obeys reaches a person, whichever way it goes", async () => {
	const { terminal, out, said } = createTestTerminal({
		stdout: true,
		stderr: true,
	});
	terminal.out(hostile);
	terminal.say(hostile);
	for (const byte of Buffer.from(hostile)) {
		await terminal.write("stdout", Uint8Array.of(byte));
		await terminal.write("stderr", Uint8Array.of(byte));
	}
	for (const text of [utf8(out()), utf8(said())])
		assert.doesNotMatch(text, /[^\P{Cc}\n\t]/u);
	terminal.heading(hostile);
	assert.ok(utf8(out()).endsWith("a\u241b]0;owned\u2407b\ufffd2J\n\n"));
});

test("headings are bold where escape sequences are wanted, and nowhere else", () => {
	for (const [colours, heading] of [
		[true, "\u001b[1meu\u001b[0m\n"],
		[false, "eu\n"],
	] as const) {
		const { terminal, out } = createTestTerminal({ stdout: true, colours });
		terminal.heading("eu");
		assert.equal(out(), heading);
	}
});

test("a terminal that does not know its width cuts nothing to nothing", () => {
	const write = () => true;
	for (const [told, columns] of [
		[0, 120],
		[undefined, 120],
		[80, 80],
	] as const) {
		const screen = {
			write,
			isTTY: true,
			...(told === undefined ? {} : { columns: told }),
		};
		assert.equal(
			terminalOn(screen, screen, { colours: false }).columns,
			columns,
		);
	}
});

test("NO_COLOR and a terminal that obeys nothing turn every escape sequence off", () => {
	assert.equal(wantsEscapes({ TERM: "xterm-256color" }), true);
	assert.equal(wantsEscapes({ TERM: "xterm", NO_COLOR: "" }), true);
	assert.equal(wantsEscapes({ TERM: "xterm", NO_COLOR: "1" }), false);
	assert.equal(wantsEscapes({ TERM: "dumb" }), false);
});

test("a pipe gets every byte, and what is said beside it is safe all the same", async () => {
	const { terminal, out, said } = createTestTerminal();
	const bytes = Uint8Array.of(0xff, 0, 1, 0x1b, 0x0d, 0x0a);
	await terminal.write("stdout", bytes);
	await terminal.write("stderr", bytes);
	assert.deepEqual(Buffer.from(out(), "latin1"), Buffer.from(bytes));
	assert.deepEqual(Buffer.from(said(), "latin1"), Buffer.from(bytes));
	terminal.out("\u001b[31mx");
	assert.ok(out().endsWith("\u001b[31mx"));
	terminal.say(hostile);
	assert.ok(!said().slice(bytes.length).includes("\u001b"));
	terminal.heading("eu");
	assert.ok(said().endsWith("eu\n"));
});

test("there is no other way out", () => {
	const otherWays =
		/process\.(stdout|stderr)\b|console\.(log|error|info|warn)|\\u001b|\\x1b/;
	for (const room of ["cli", "up"]) {
		const folder = join(import.meta.dirname, "../..", room, "src");
		const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
			.filter(
				(file) => /\.ts$/.test(file) && !/\.(test|fixture)\.ts$/.test(file),
			)
			.filter((file) => !["terminal.ts", "output/safe-text.ts"].includes(file));
		assert.ok(files.length > 20);
		for (const file of files)
			assert.doesNotMatch(
				readFileSync(join(folder, file), "utf8"),
				otherWays,
				`${room}/src/${file} writes past the terminal`,
			);
	}
});

test("a file that takes no more ends the command with the reason, not with a stack", (t) => {
	const main = join(import.meta.dirname, "main.ts");
	const file = join(tempDir(t), "out");
	const ended = (redirection: string) =>
		spawnSync(
			"sh",
			[
				"-c",
				`ulimit -f 1 && exec "$0" "$1" run --help > "$2" ${redirection}`,
				process.execPath,
				main,
				file,
			],
			{ encoding: "utf8" },
		);
	const { status, stderr } = ended("");
	assert.match(
		stderr,
		/^qd: Cannot write to standard output: EFBIG: .*\nWhat was written is not whole\./,
	);
	assert.doesNotMatch(stderr, /\n\s+at /);
	assert.equal(status, 1);
	assert.equal(ended("2>&1").status, 1);
});
