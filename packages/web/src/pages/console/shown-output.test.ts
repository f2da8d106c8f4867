import assert from "node:assert/strict";
import { test } from "node:test";
import type { Run } from "./documents.ts";
import { applyEvent, createEntry } from "./entry.ts";
import { filterLines } from "./filter-lines.ts";
import { durationText, shownOutput, sizeText } from "./shown-output.ts";
import { suggestCommands } from "./suggest-commands.ts";

function runOf(more: Partial<Run>): Run {
	return {
		id: "run_1",
		cluster: "eu",
		outcome: "SUCCEEDED",
		advice: null,
		state: "SUCCEEDED",
		exitCode: 0,
		durationMs: 1,
		outputBytes: 0,
		incomplete: false,
		outputUrl: null,
		message: null,
		error: null,
		...more,
	};
}

const kept = { outputUrl: "/outputs/run_1", outputBytes: 5 };

function heard(
	...events: readonly { seq: number; shownBytes?: number; kind?: "NOTE" }[]
) {
	const entry = createEntry("cmd_1");
	for (const { seq, kind = "STDOUT", shownBytes = null } of events)
		applyEvent(entry, {
			seq,
			kind,
			shownBytes,
			command: "cmd_1",
			cluster: "eu",
			text: "x",
			state: null,
			before: null,
			at: "",
			error: null,
			run: null,
		});
	return entry;
}

test("what was heard from its beginning is shown as it was heard", () => {
	const shown = shownOutput(heard({ seq: 1 }, { seq: 2 }), runOf(kept));
	assert.equal(shown.from, "live");
});

test("what was heard in part is read from where it is kept, once it is", () => {
	const cut = heard({ seq: 1 }, { seq: 2, kind: "NOTE", shownBytes: 1 });
	for (const entry of [heard({ seq: 1 }, { seq: 3 }), heard({ seq: 2 }), cut]) {
		assert.equal(shownOutput(entry, runOf(kept)).from, "kept");
		const running = shownOutput(entry, runOf({ state: "RUNNING" }));
		assert.equal(running.from, "live");
	}
	assert.equal(shownOutput(heard(), runOf(kept)).from, "kept");
});

test("where nothing is to be shown it is said why", () => {
	const why = (more: Partial<Run>) => {
		const shown = shownOutput(heard(), runOf(more));
		return shown.from === "nowhere" ? shown.why : shown.from;
	};
	assert.equal(why({ state: "RUNNING" }), "waiting");
	assert.equal(why({}), "empty");
	assert.equal(why({ outputBytes: 7 }), "gone");
});

test("durations and sizes are told in few words", () => {
	assert.deepEqual([0, 999, 1234, 60_000, 200_000].map(durationText), [
		"0 ms",
		"999 ms",
		"1.2 s",
		"1 min",
		"3 min 20 s",
	]);
	assert.deepEqual([1, 1023, 1024, 5_138_022, 209_715_200].map(sizeText), [
		"1 byte",
		"1023 bytes",
		"1.0 KiB",
		"4.9 MiB",
		"200 MiB",
	]);
});

test("lines are kept that contain the words, with what each of them is", () => {
	const pieces = [
		{ kind: "stdout", text: "Pod one\nnode\n" },
		{ kind: "stderr", text: "no POD\n" },
		{ kind: "stdout", text: "rest" },
	] as const;
	assert.deepEqual(filterLines(pieces, "pod"), [
		{ kind: "stdout", text: "Pod one\n" },
		{ kind: "stderr", text: "no POD\n" },
	]);
	assert.equal(filterLines(pieces, ""), pieces);
	assert.deepEqual(filterLines(pieces, "*"), []);
});

test("three things to try, made of what the channel has", () => {
	const texts = (executors: string[], clusters: string[], alive: string[]) =>
		suggestCommands({ executors, clusters }, alive).map(({ text }) => text);
	assert.deepEqual(texts(["kubectl", "helm"], ["eu"], ["us"]), [
		"kubectl get pods -A --cluster eu",
		"list clusters",
		"help",
	]);
	assert.deepEqual(texts(["cards"], [], []), [
		"cards help",
		"list clusters",
		"help",
	]);
	assert.equal(
		texts(["kubectl"], [], ["us"])[0],
		"kubectl get pods -A --cluster us",
	);
	assert.deepEqual(texts([], [], []), [
		"list clusters",
		"help",
		"list executors",
	]);
});
