import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandContext } from "../command-context.ts";
import { listAudit } from "./list-audit.ts";

const clusters = Array.from({ length: 307 }, (_, i) => `shop-${i + 1}`);

/** Somebody at a terminal of 120 columns, before a log of these records, newest first. */
function stage(records: readonly object[]) {
	const said = { out: "" };
	const nodes = records.map((record, i) => ({
		seq: records.length - i,
		at: "2026-01-02T03:04:05.678Z",
		code: "command.run",
		outcome: "succeeded",
		person: "ana@example.com",
		subject: null,
		clusters: [],
		facts: {},
		durationMs: 3,
		...record,
	}));
	const context = {
		api: () => ({
			ask: async (
				_document: string,
				{ first, after }: { first: number; after: string | null },
			) => {
				const from = Number(after ?? 0);
				const some = nodes.slice(from, from + first);
				return {
					auditRecords: {
						edges: some.map((node) => ({ node })),
						pageInfo: {
							hasNextPage: from + first < nodes.length,
							endCursor: String(from + first),
						},
					},
				};
			},
		}),
		terminal: {
			isInteractive: true,
			columns: 120,
			out: (text: string) => {
				said.out += text;
			},
		},
	} as unknown as CommandContext;
	return { context, said };
}

const command = { subject: "cmd_1", clusters };
const acts = [
	{ subject: "cmd_2", outcome: "opened" },
	command,
	{ ...command, outcome: "opened" },
	{ code: "cluster.added", subject: null, clusters: ["eu"] },
];
const rows = (out: string) =>
	out
		.trimEnd()
		.split("\n")
		.slice(1)
		.map((line) => line.slice(0, line.indexOf(" ")));

test("a command is one row, and its clusters are as many words as fit", async () => {
	const { context, said } = stage(acts);
	await listAudit({ number: 30, output: "text" }, context);
	assert.deepEqual(rows(said.out), ["4", "3", "1"]);
	for (const line of said.out.split("\n")) assert.ok(line.length <= 120, line);
	assert.match(said.out, /ana@example\.com +shop-1 and 306 more +3/);
});

test("a command that was refused, not understood or lost is one row too", async () => {
	for (const code of [
		"command.denied",
		"command.not-understood",
		"command.lost",
	]) {
		const { context, said } = stage([
			{ ...command, code, outcome: code.slice(8) },
			{ ...command, outcome: "opened" },
		]);
		await listAudit({ number: 30, output: "text" }, context);
		assert.deepEqual(rows(said.out), ["2"], code);
	}
});

test("a page that held records of the same acts is followed by the next until there are enough rows", async () => {
	const { context, said } = stage(acts);
	await listAudit({ number: 2, output: "text" }, context);
	assert.deepEqual(rows(said.out), ["4", "3"]);
	const { context: next, said: all } = stage(acts);
	await listAudit({ number: 3, output: "text" }, next);
	assert.deepEqual(rows(all.out), ["4", "3", "1"]);
});

test("all records are shown to who asks, and to programs", async () => {
	const { context, said } = stage(acts);
	await listAudit({ number: 30, output: "text", allRecords: true }, context);
	assert.deepEqual(rows(said.out), ["4", "3", "2", "1"]);
	const { context: program, said: json } = stage(acts);
	await listAudit({ number: 30, output: "json" }, program);
	const told = json.out.trimEnd().split("\n");
	assert.equal(told.length, 4);
	assert.equal(JSON.parse(told[1] ?? "").clusters.length, 307);
});
