import assert from "node:assert/strict";
import { test } from "node:test";
import { oneRowPerAct } from "./one-row-per-act.ts";

const record = (seq: number, outcome: string, more: object = {}) => ({
	seq,
	outcome,
	code: "command.run",
	subject: "cmd_1",
	...more,
});

const seqs = (rows: Parameters<typeof oneRowPerAct>[0]) =>
	oneRowPerAct(rows).map(({ seq }) => seq);

test("a command that ended has one row: how it ended", () => {
	const between = record(2, "succeeded", { code: "token.made", subject: "t" });
	assert.deepEqual(
		seqs([record(3, "failed"), between, record(1, "opened")]),
		[3, 2],
	);
});

test("a command that was refused, not understood or lost has one row too", () => {
	for (const code of [
		"command.denied",
		"command.not-understood",
		"command.lost",
	])
		assert.deepEqual(
			seqs([record(2, code.slice(8), { code }), record(1, "opened")]),
			[2],
			code,
		);
});

test("what goes on keeps its row, and so does what the filter shows the beginning of", () => {
	assert.deepEqual(
		seqs([record(2, "opened", { subject: "cmd_2" }), record(1, "opened")]),
		[2, 1],
	);
});

test("an act that is done twice to the same thing has two rows, and other records keep theirs", () => {
	assert.deepEqual(
		seqs([
			record(4, "succeeded"),
			record(3, "opened"),
			record(2, "succeeded"),
			record(1, "opened"),
		]),
		[4, 2],
	);
	const plain = (seq: number) => record(seq, "succeeded", { subject: null });
	assert.deepEqual(seqs([plain(2), plain(1)]), [2, 1]);
	assert.deepEqual(
		seqs([
			record(2, "succeeded", { code: "command.cancel-asked" }),
			record(1, "opened"),
		]),
		[2, 1],
	);
});

test("the oldest first are told apart as the newest first are", () => {
	const rows = [
		record(5, "opened"),
		record(4, "succeeded"),
		record(3, "opened"),
		record(2, "failed", { subject: "cmd_2" }),
		record(1, "opened", { subject: "cmd_2" }),
	];
	assert.deepEqual(seqs(rows), [5, 4, 2]);
	assert.deepEqual(seqs(rows.toReversed()), [2, 4, 5]);
});
