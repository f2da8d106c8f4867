import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import type { FakeAgent } from "../../flows/commands/fakes.ts";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

const saying =
	(text: string): FakeAgent =>
	async ({ accept, say, end }) => {
		accept();
		await say(text);
		return end();
	};

const fields = `state outcome answer summary { outcome count } answers { outcome clusters runs { id outcome advice } }
	table { columns rows { cluster cells } problem }`;

type Staged = Awaited<ReturnType<typeof stageApi>>;

/** Runs a command and reads it when it has ended. */
async function ended(staged: Staged, input: object) {
	const begun = await askApi(
		staged,
		"mutation ($input: RunCommandInput!) { runCommand(input: $input) { id } }",
		{ input },
	);
	assert.ok(begun.data, JSON.stringify(begun.errors));
	const { id } = begun.data.runCommand as { id: string };
	let command: Record<string, unknown> = {};
	await until(async () => {
		const read = await askApi(
			staged,
			`query ($id: ID!) { command(id: $id) { ${fields} } }`,
			{ id },
		);
		assert.ok(read.data, JSON.stringify(read.errors));
		command = read.data.command as typeof command;
		return command.state !== "RUNNING";
	});
	return command;
}

test("a fan-out is summed up, grouped and merged; names are in natural order", async (t) => {
	const staged = await stageApi(t);
	for (const name of ["shop-10", "shop-2"])
		await staged.joinCluster(name, saying("NAME   AGE\na      1d\n"));
	await staged.joinCluster("dev", saying("NAME   AGE\nb      2d\nc      3d\n"));
	const command = await ended(staged, {
		text: "kubectl get pods",
		clusters: ["shop-10", "dev", "shop-2", "nowhere"],
	});
	assert.equal(command.outcome, "FAILED");
	assert.deepEqual(command.summary, [
		{ outcome: "NOT_UNDERSTOOD", count: 1 },
		{ outcome: "SUCCEEDED", count: 3 },
	]);
	const answers = command.answers as { outcome: string; clusters: string[] }[];
	assert.deepEqual(
		answers.map(({ outcome, clusters }) => [outcome, ...clusters]),
		[
			["NOT_UNDERSTOOD", "nowhere"],
			["SUCCEEDED", "shop-2", "shop-10"],
			["SUCCEEDED", "dev"],
		],
	);
	assert.deepEqual(command.table, {
		columns: ["NAME", "AGE"],
		problem: null,
		rows: [
			{ cluster: "dev", cells: ["b", "2d"] },
			{ cluster: "dev", cells: ["c", "3d"] },
			{ cluster: "shop-2", cells: ["a", "1d"] },
			{ cluster: "shop-10", cells: ["a", "1d"] },
		],
	});
});

test("what the control plane answers itself is kept", async (t) => {
	const staged = await stageApi(t);
	const command = await ended(staged, { text: "ping" });
	assert.equal(command.answer, "pong\n\nQuarterdeck version: 0.0.0\n");
	assert.equal(command.outcome, "SUCCEEDED");
	assert.deepEqual(command.answers, []);
});
