import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, errorBody, type RunId } from "@quarterdeck/contract";
import fc from "fast-check";
import type { CommandRun } from "./command-record.ts";
import { compareNames, countOutcomes, groupAnswers } from "./group-answers.ts";

function run(clusterName: string, more: Partial<CommandRun> = {}): CommandRun {
	return {
		runId: `run_${clusterName}` as RunId,
		clusterId: undefined,
		clusterName,
		state: "succeeded",
		startedAt: new Date(0),
		endedAt: new Date(1),
		exitCode: 0,
		durationMs: 1,
		outputBytes: 0,
		incomplete: false,
		shortened: false,
		digest: undefined,
		outputKey: undefined,
		error: undefined,
		gate: undefined,
		hasMessage: false,
		...more,
	};
}

const wrote = (name: string, digest: string) =>
	run(name, { outputBytes: 3, digest });
const lost = (name: string, since: string): CommandRun =>
	run(name, {
		state: "failed",
		exitCode: undefined,
		error: errorBody(new AppError("CLUSTER_LOST", { cluster: name, since })),
	});
const shown = (runs: readonly CommandRun[]) =>
	groupAnswers(runs).map(({ outcome, runs: group }) => [
		outcome,
		...group.map(({ clusterName }) => clusterName),
	]);

test("equal answers are one, in natural order, and what needs a look comes first", () => {
	const refused = { state: "failed", exitCode: 1 } as const;
	assert.deepEqual(
		shown([
			wrote("shop-10", "aa"),
			wrote("shop-2", "aa"),
			wrote("shop-1", "bb"),
			lost("eu", "2026-01-01T00:00:00Z"),
			lost("us", "2026-02-02T00:00:00Z"),
			{ ...wrote("dev", "cc"), ...refused },
		]),
		[
			["failed", "dev"],
			["silent", "eu", "us"],
			["succeeded", "shop-2", "shop-10"],
			["succeeded", "shop-1"],
		],
	);
});

test("another exit code, another length of a cut output and another error are other answers", () => {
	const base = wrote("a", "aa");
	assert.equal(groupAnswers([base, wrote("b", "aa")]).length, 1);
	assert.equal(
		groupAnswers([
			base,
			{ ...wrote("b", "aa"), exitCode: 3 },
			{ ...wrote("c", "aa"), outputBytes: 4 },
			{ ...wrote("d", "aa"), incomplete: true },
			{ ...wrote("e", "aa"), hasMessage: true },
			{ ...wrote("f", "aa"), digest: undefined },
			{ ...wrote("g", "aa"), state: "running" },
		]).length,
		7,
	);
});

test("what holds a card, left no digest or goes on is like no other, not even like its twin", () => {
	for (const alone of [
		{ hasMessage: true },
		{ outputBytes: 3, digest: undefined },
		{ state: "running" as const },
	])
		assert.equal(groupAnswers([run("a", alone), run("b", alone)]).length, 2);
});

const runs = fc
	.uniqueArray(fc.stringMatching(/^[a-z]{1,3}-?[0-9]{0,3}$/), { maxLength: 40 })
	.chain((names) =>
		fc.tuple(
			...names.map((name) =>
				fc.constantFrom(
					wrote(name, "aa"),
					wrote(name, "bb"),
					run(name, { state: "running" }),
					lost(name, name),
					run(name, { state: "denied" }),
				),
			),
		),
	);

test("every run is in exactly one answer, whatever the order they come in", () => {
	fc.assert(
		fc.property(runs, (given) => {
			const answers = groupAnswers(given);
			const names = answers.flatMap(({ runs: group }) =>
				group.map(({ clusterName }) => clusterName),
			);
			assert.deepEqual(
				names.toSorted(),
				given.map(({ clusterName }) => clusterName).toSorted(),
			);
			assert.deepEqual(shown(given.toReversed()), shown(given));
			const counted = countOutcomes(given);
			for (const { outcome, count } of counted)
				assert.equal(
					answers
						.filter((answer) => answer.outcome === outcome)
						.reduce((sum, { runs: group }) => sum + group.length, 0),
					count,
				);
		}),
	);
});

test("names are compared as people read them", () => {
	assert.deepEqual(
		["shop-10", "shop-2", "eu", "shop-1"].toSorted(compareNames),
		["eu", "shop-1", "shop-2", "shop-10"],
	);
});
