import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestTerminal } from "../terminal.fixture.ts";
import type { RunOutcome } from "./outcome-words.ts";
import {
	createJsonAnswer,
	createJsonLinesAnswer,
	createTextAnswer,
} from "./render-answer.ts";
import {
	endOf as ended,
	eventOf as event,
	outputOf as output,
	runOf as run,
} from "./run-events.fixture.ts";
import {
	busyEverywhere,
	exitCodeOf,
	wholenessCode,
	wordsOf,
} from "./run-everywhere.ts";

const utf8 = (latin1: string) => Buffer.from(latin1, "latin1").toString("utf8");

const silence = {
	code: "CLUSTER_SILENT",
	message: "us did not answer within 20 s.",
	hint: "Try again.",
	retryAfterSeconds: null,
	ref: "err_1",
};

test("as text, each answer stands under its cluster, and how it ended is told apart from the output", async () => {
	const { terminal, out, said } = createTestTerminal();
	const answer = createTextAnswer(terminal, { prefix: false });
	answer.tell(output("eu", "pod-a\n"));
	answer.tell(output("us", "pod-b"));
	answer.tell(ended(run("eu")));
	answer.tell(ended(run("us", { state: "FAILED", error: silence })));
	answer.tell(event({ kind: "NOTE", cluster: "eu", text: "a word aside" }));
	await answer.end();
	assert.equal(out(), "pod-a\npod-b\n");
	assert.equal(
		utf8(said()),
		"── eu ──\n── us ──\nus: us did not answer within 20 s. Try again. (ref err_1)\neu: a word aside\n",
	);
});

test("as text, output that is not shown says how to get it, and never that all is there when some is lost", async () => {
	const { terminal, said } = createTestTerminal();
	const answer = createTextAnswer(terminal, { prefix: false });
	const cut = { shortened: true, outputUrl: "/outputs/run_eu" };
	answer.tell(ended(run("eu", cut)));
	const failed = { ...cut, state: "FAILED", exitCode: 3, incomplete: true };
	answer.tell(ended(run("us", failed)));
	await answer.end();
	assert.match(
		said(),
		/^eu: only the beginning.* Print all of it with: qd output run_eu$/m,
	);
	assert.match(
		said(),
		/^us: exit code 3\nus: .* Print what was kept of it with: qd output run_us$/m,
	);
});

test("as text, what a cluster says cannot steer a person's terminal", async () => {
	const { terminal, out } = createTestTerminal({ stdout: true, stderr: true });
	const answer = createTextAnswer(terminal, { prefix: false });
	answer.tell(output("eu", "a\u001b]0;owned\u0007b\u202ec\n"));
	await answer.end();
	assert.equal(utf8(out()), "── eu ──\na␛]0;owned␇b\ufffdc\n");
});

test("with a prefix, each line has its cluster in front and there are no headings", async () => {
	const { terminal, out, said } = createTestTerminal();
	const answer = createTextAnswer(terminal, { prefix: true });
	answer.tell(output("eu", "a\nb"));
	answer.tell(output("us", "x\n\ny\r\n"));
	answer.tell(output("eu", "c"));
	answer.tell(ended(run("eu")));
	await answer.end();
	assert.equal(out(), "eu: a\nus: x\nus: \nus: y\r\neu: bc\n");
	assert.equal(said(), "");
});

test("as JSON, all is one document with the output untouched", async () => {
	const { terminal, out } = createTestTerminal();
	const answer = createJsonAnswer(terminal, "cmd_1");
	answer.tell(output("eu", "a\u001b[0m"));
	answer.tell(event({ kind: "STDERR", cluster: "eu", text: "w" }));
	answer.tell(output("eu", "b\n"));
	answer.tell(ended(run("eu")));
	answer.tell(ended(run("us", { state: "FAILED", error: silence })));
	await answer.end();
	const told = JSON.parse(out());
	assert.equal(told.command, "cmd_1");
	assert.equal(told.succeeded, false);
	assert.equal(told.clusters[0].stdout, "a\u001b[0mb\n");
	assert.equal(told.clusters[0].stderr, "w");
	assert.equal(told.clusters[1].stdout, "");
	assert.equal(told.clusters[1].error.code, "CLUSTER_SILENT");
});

test("as JSON, a command that nobody ran has not succeeded", async () => {
	const { terminal, out } = createTestTerminal();
	await createJsonAnswer(terminal, "cmd_1").end();
	assert.equal(JSON.parse(out()).succeeded, false);
});

test("as JSON lines, each event is told as it comes", async () => {
	const { terminal, out } = createTestTerminal();
	const answer = createJsonLinesAnswer(terminal);
	answer.tell(output("eu", "a\n"));
	assert.equal(JSON.parse(out()).text, "a\n");
	answer.tell(ended(run("eu")));
	await answer.end();
	assert.equal(out().split("\n").length, 3);
});

test("the exit code is 0 only when every cluster succeeded, and a single one's own is passed on", () => {
	const failed = (exitCode: number | null) =>
		run("eu", { state: "FAILED", exitCode });
	assert.equal(exitCodeOf([]), 1);
	assert.equal(exitCodeOf([], "DENIED"), 1);
	assert.equal(exitCodeOf([], "SUCCEEDED"), 0);
	assert.equal(exitCodeOf([run("eu"), run("us")]), 0);
	assert.equal(exitCodeOf([failed(3)]), 3);
	assert.equal(exitCodeOf([failed(null)]), 1);
	assert.equal(exitCodeOf([failed(0)]), 1);
	assert.equal(exitCodeOf([failed(512)]), 1);
	assert.equal(exitCodeOf([failed(3), run("us")]), 1);
});

test("a command that was refused, silent or not understood everywhere says so by its exit code", () => {
	const all = (outcome: RunOutcome) =>
		["eu", "us"].map((name) =>
			run(name, { state: "FAILED", exitCode: null, outcome }),
		);
	assert.equal(exitCodeOf(all("NOT_UNDERSTOOD")), 2);
	assert.equal(exitCodeOf(all("REFUSED")), 6);
	assert.equal(exitCodeOf(all("SILENT")), 7);
	assert.equal(exitCodeOf(all("FAILED")), 1);
	assert.equal(exitCodeOf([...all("SILENT"), run("dev")]), 1);
});

test("what was not handed over has an exit code of its own: lost is one thing, not printed another", () => {
	const shortened = [run("eu", { shortened: true })];
	assert.equal(wholenessCode([run("eu")], false), 0);
	assert.equal(wholenessCode(shortened, true), 0);
	assert.equal(wholenessCode(shortened, false), 4);
	const lost = [...shortened, run("us", { incomplete: true })];
	assert.equal(wholenessCode(lost, true), 5);
	assert.equal(wholenessCode(lost, false), 5);
});

test("a command is done again only when a limit was all that it met, in every cluster", () => {
	const busy = { ...silence, code: "AGENT_BUSY", retryAfterSeconds: 3 };
	const [eu, us] = [run("eu", { error: busy }), run("us", { error: busy })];
	assert.equal(busyEverywhere([eu, us])?.retryAfterSeconds, 3);
	assert.equal(busyEverywhere([eu, run("us")]), undefined);
	assert.equal(busyEverywhere([eu, run("us", { error: silence })]), undefined);
	assert.equal(busyEverywhere([]), undefined);
});

test("one argument with blanks is a line as in chat; anything else was split by the shell", () => {
	assert.deepEqual(wordsOf(["k get pods | head"]), {
		text: "k get pods | head",
	});
	assert.deepEqual(wordsOf(["kubectl", "get", "a b"]), {
		words: ["kubectl", "get", "a b"],
	});
	assert.deepEqual(wordsOf(["help"]), { words: ["help"] });
	assert.deepEqual(wordsOf([" help "]), { words: [" help "] });
});
