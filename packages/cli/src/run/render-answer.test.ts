import assert from "node:assert/strict";
import { test } from "node:test";
import type { Terminal } from "../terminal.ts";
import type { ClusterRun, CommandEvent } from "./command-events.ts";
import {
	createJsonAnswer,
	createJsonLinesAnswer,
	createTextAnswer,
} from "./render-answer.ts";
import { exitCodeOf, wordsOf } from "./run-everywhere.ts";

function screen() {
	let out = "";
	let said = "";
	const terminal: Terminal = {
		out: (text) => {
			out += text;
		},
		say: (text) => {
			said += text;
		},
		isInteractive: false,
		columns: 80,
		onInterrupt: () => () => {},
		readInput: async () => new Uint8Array(),
		readSecret: async () => "",
	};
	return { terminal, out: () => out, said: () => said };
}

function run(cluster: string, more: Partial<ClusterRun> = {}): ClusterRun {
	return {
		id: `run_${cluster}`,
		cluster,
		state: "SUCCEEDED",
		exitCode: 0,
		durationMs: 12,
		outputBytes: 3,
		truncated: false,
		outputUrl: null,
		digest: null,
		error: null,
		...more,
	};
}

let seq = 0;
function event(more: Partial<CommandEvent>): CommandEvent {
	seq += 1;
	return {
		seq,
		cluster: null,
		kind: "STDOUT",
		text: null,
		at: "2026-11-22T10:00:00.000Z",
		run: null,
		...more,
	};
}
const output = (cluster: string, text: string) => event({ cluster, text });
const ended = (one: ClusterRun) =>
	event({ kind: "RUN_ENDED", cluster: one.cluster, run: one });

const silence = {
	code: "CLUSTER_SILENT",
	message: "us did not answer within 20 s.",
	hint: "Try again.",
	ref: "err_1",
};

test("as text, each answer stands under its cluster, and how it ended is told apart from the output", () => {
	const { terminal, out, said } = screen();
	const answer = createTextAnswer(terminal);
	answer.tell(output("eu", "pod-a\n"));
	answer.tell(output("us", "pod-b"));
	answer.tell(ended(run("eu")));
	answer.tell(ended(run("us", { state: "FAILED", error: silence })));
	answer.tell(event({ kind: "NOTE", cluster: "eu", text: "a word aside" }));
	answer.end();
	assert.equal(out(), "── eu ──\npod-a\n── us ──\npod-b\n");
	assert.equal(
		said(),
		"us: us did not answer within 20 s. Try again. (ref err_1)\neu: a word aside\n",
	);
});

test("as text, output that was cut says how to get all of it", () => {
	const { terminal, said } = screen();
	const answer = createTextAnswer(terminal);
	const cut = { truncated: true, outputUrl: "/outputs/run_eu" };
	answer.tell(ended(run("eu", cut)));
	answer.tell(ended(run("us", { ...cut, state: "FAILED", exitCode: 3 })));
	answer.end();
	assert.match(said(), /eu: the output is shortened.* qd output run_eu\n/);
	assert.match(said(), /us: exit code 3\nus: the output is shortened/);
});

test("as text, what a cluster says cannot steer the terminal", () => {
	const { terminal, out } = screen();
	const answer = createTextAnswer(terminal);
	answer.tell(output("eu", "a\u001b]0;owned\u0007b\u202ec\n"));
	answer.end();
	assert.equal(out(), "── eu ──\na␛]0;owned␇b\ufffdc\n");
});

test("as JSON, all is one document with the output untouched", () => {
	const { terminal, out } = screen();
	const answer = createJsonAnswer(terminal, "cmd_1");
	answer.tell(output("eu", "a\u001b[0m"));
	answer.tell(event({ kind: "STDERR", cluster: "eu", text: "w" }));
	answer.tell(output("eu", "b\n"));
	answer.tell(ended(run("eu")));
	answer.tell(ended(run("us", { state: "FAILED", error: silence })));
	answer.end();
	const told = JSON.parse(out());
	assert.equal(told.command, "cmd_1");
	assert.equal(told.succeeded, false);
	assert.equal(told.clusters[0].stdout, "a\u001b[0mb\n");
	assert.equal(told.clusters[0].stderr, "w");
	assert.equal(told.clusters[1].stdout, "");
	assert.equal(told.clusters[1].error.code, "CLUSTER_SILENT");
});

test("as JSON, a command that nobody ran has not succeeded", () => {
	const { terminal, out } = screen();
	createJsonAnswer(terminal, "cmd_1").end();
	assert.equal(JSON.parse(out()).succeeded, false);
});

test("as JSON lines, each event is told as it comes", () => {
	const { terminal, out } = screen();
	const answer = createJsonLinesAnswer(terminal);
	answer.tell(output("eu", "a\n"));
	assert.equal(JSON.parse(out()).text, "a\n");
	answer.tell(ended(run("eu")));
	answer.end();
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
