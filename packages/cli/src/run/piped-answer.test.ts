import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestTerminal } from "../terminal.fixture.ts";
import type { ClusterRun, CommandEvent } from "./command-events.ts";
import { endFrame, frame, startOutputs } from "./frames.fixture.ts";
import { createPipedAnswer } from "./piped-answer.ts";
import { printOutput } from "./print-output.ts";

const bytes = Uint8Array.of(0xff, 0, 1, 0x1b, 0x5b, 0x0d, 0x0a, 0xc3);

let seq = 0;
function event(more: Partial<CommandEvent>): CommandEvent {
	seq += 1;
	const at = "2026-11-22T10:00:00.000Z";
	return {
		seq,
		cluster: null,
		kind: "STDOUT",
		text: null,
		at,
		run: null,
		...more,
	};
}
function ended(cluster: string, more: Partial<ClusterRun> = {}): CommandEvent {
	const run: ClusterRun = {
		id: `run_${cluster}`,
		cluster,
		state: "SUCCEEDED",
		outcome: "SUCCEEDED",
		advice: null,
		exitCode: 0,
		durationMs: 1,
		outputBytes: 3,
		incomplete: false,
		shortened: true,
		outputUrl: `/outputs/run_${cluster}`,
		digest: null,
		error: null,
		...more,
	};
	return event({ kind: "RUN_ENDED", cluster, run });
}
const runsOf = (...clusters: string[]) =>
	clusters.map((cluster) => ({ id: `run_${cluster}`, cluster }));

test("of one cluster, standard output has the program's bytes and nothing else, standard error its errors", async (t) => {
	const { api } = await startOutputs(t, (response) => {
		response.write(frame("stdout", bytes));
		response.write(frame("stderr", "warn\u001b[0m\n"));
		response.end(Buffer.concat([frame("stdout", bytes), endFrame()]));
	});
	const { terminal, out, said } = createTestTerminal();
	const answer = createPipedAnswer({
		terminal,
		api,
		runs: runsOf("eu"),
		prefix: false,
	});
	answer.tell(event({ cluster: "eu", text: "\ufffd" }));
	const view = { ofView: true, text: "Only the first 8 bytes are shown here." };
	answer.tell(event({ kind: "NOTE", cluster: "eu", ...view }));
	answer.tell(ended("eu"));
	await answer.end();
	assert.deepEqual(Buffer.from(out(), "latin1"), Buffer.concat([bytes, bytes]));
	assert.equal(said(), "warn\u001b[0m\n");
});

test("of several, whole lines stand below each other and headings beside them; a prefix takes their place", async (t) => {
	const { api, asked } = await startOutputs(t, (response, path) => {
		const name = path.includes("run_eu") ? "eu" : "us";
		response.write(frame("stdout", `${name} \xff1\n${name} 2`));
		response.end(
			Buffer.concat([frame("stderr", "oh\n"), endFrame({ cluster: name })]),
		);
	});
	for (const prefix of [false, true]) {
		const { terminal, out, said } = createTestTerminal();
		const runs = runsOf("eu", "us", "quiet");
		const answer = createPipedAnswer({ terminal, api, runs, prefix });
		answer.tell(ended("eu"));
		answer.tell(ended("us"));
		answer.tell(ended("quiet", { outputBytes: 0 }));
		await answer.end();
		const lines = ["eu \xc3\xbf1", "eu 2", "us \xc3\xbf1", "us 2"];
		const wanted = lines.map((line) =>
			prefix ? `${line.slice(0, 2)}: ${line}` : line,
		);
		const got = out().split("\n").filter(Boolean);
		assert.deepEqual(got.toSorted(), wanted.toSorted());
		assert.match(said(), /^eu: oh$/m);
		assert.equal(said().includes("us \xe2\x94\x80") || prefix, true);
	}
	assert.ok(!asked.some((path) => path.includes("run_quiet")));
});

test("what the control plane answers by itself is printed as it is", async (t) => {
	const { api } = await startOutputs(t, (response) => response.destroy());
	const { terminal, out } = createTestTerminal();
	const answer = createPipedAnswer({ terminal, api, runs: [], prefix: false });
	answer.tell(event({ text: "pong\n" }));
	await answer.end();
	assert.equal(out(), "pong\n");
});

test("a connection that breaks is resumed behind the last byte; a refusal is told", async (t) => {
	const { api, asked } = await startOutputs(t, (response, path, attempt) => {
		if (path.includes("run_no")) {
			response.writeHead(404);
			const message = "There is no output for run_no.";
			return response.end(JSON.stringify({ error: { message } }));
		}
		if (attempt === 1) {
			response.write(frame("stdout", "abc"));
			response.write(frame("stdout", "def").subarray(0, 6), () =>
				response.destroy(),
			);
		} else if (attempt === 2) response.end(frame("end", "null"));
		else {
			response.write(frame("stdout", "ab"));
			response.write(frame("stdout", "cdef"));
			response.end(endFrame({ outputBytes: 99, incomplete: true }));
		}
	});
	const { terminal, out, said } = createTestTerminal();
	const code = await printOutput("run_eu", { api: () => api, terminal });
	assert.equal(out(), "abcdef");
	assert.equal(asked.length, 3);
	assert.match(said(), /reconnecting\n/);
	assert.match(said(), /only the first 6 of the 99 bytes/);
	assert.equal(code, 5);
	await assert.rejects(
		printOutput("run_no", { api: () => api, terminal }),
		/There is no output for run_no/,
	);
});

test("a person who looks at an output is shown nothing their terminal obeys", async (t) => {
	const { api } = await startOutputs(t, (response) =>
		response.end(Buffer.concat([frame("stdout", "a\u001b[2Jb\n"), endFrame()])),
	);
	const { terminal, out } = createTestTerminal({ stdout: true, stderr: true });
	assert.equal(await printOutput("run_eu", { api: () => api, terminal }), 0);
	assert.ok(!out().includes("\u001b"));
});
