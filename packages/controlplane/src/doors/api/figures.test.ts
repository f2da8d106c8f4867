import assert from "node:assert/strict";
import { test } from "node:test";
import { silentAgent } from "../../flows/commands/fakes.ts";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

const week = 'since: "2026-01-01T00:00:00Z", until: "2026-01-08T00:00:00Z"';

test("figures are told for every stretch, and none of an empty organisation", async (t) => {
	const staged = await stageApi(t);
	const { data } = await askApi(
		staged,
		`{
			commandFigures(${week}, stretches: 7) { countedFrom stretches { from counts { state count } } }
			slowestRuns(${week}) { clusters { name } commands { name } }
			fleetVersions { of version clusters }
			fleetLabels { name value clusters alive }
			endingCredentials(before: "2100-01-01T00:00:00Z") { kind cluster endsAt }
			endingMachineTokens(before: "2100-01-01T00:00:00Z") { cluster label }
		}`,
	);
	const figures = data?.commandFigures as {
		stretches: { from: string; counts: unknown[] }[];
	};
	assert.deepEqual(
		figures.stretches.map(({ from, counts }) => [from, counts.length]),
		Array.from({ length: 7 }, (_, day) => [
			`2026-01-0${day + 1}T00:00:00.000Z`,
			0,
		]),
	);
	assert.deepEqual(
		{ ...data, commandFigures: undefined },
		{
			commandFigures: undefined,
			slowestRuns: { clusters: [], commands: [] },
			fleetVersions: [],
			fleetLabels: [],
			endingCredentials: [],
			endingMachineTokens: [],
		},
	);
});

test("a time that is too long, empty or cut into too much is refused", async (t) => {
	const staged = await stageApi(t);
	const nine = 'since: "2026-01-01T00:00:00Z", until: "2026-01-10T00:00:00Z"';
	const none = 'since: "2026-01-01T00:00:00Z", until: "2026-01-01T00:00:00Z"';
	for (const asked of [
		`commandFigures(${nine}, stretches: 9) { countedFrom }`,
		`commandFigures(${none}, stretches: 1) { countedFrom }`,
		`commandFigures(${week}, stretches: 0) { countedFrom }`,
		`commandFigures(${week}, stretches: 201) { countedFrom }`,
		`commandFigures(${week}, stretches: 11) { countedFrom }`,
		`slowestRuns(${nine}) { clusters { name } }`,
	]) {
		const { errors } = await askApi(staged, `{ ${asked} }`);
		assert.equal(errors?.[0]?.extensions?.code, "INPUT_INVALID", asked);
	}
});

test("machine tokens that end soon are told with the names of their clusters", async (t) => {
	const staged = await stageApi(t);
	await staged.joinCluster("eu", silentAgent);
	for (const days of [1, 60])
		await askApi(
			staged,
			`mutation { createMachineToken(cluster: "eu", label: "for ${days}", expiresInDays: ${days}) { token } }`,
		);
	const soon = new Date(Date.now() + 7 * 24 * 3600_000).toISOString();
	const { data } = await askApi(
		staged,
		`{ endingMachineTokens(before: "${soon}") { cluster label } }`,
	);
	assert.deepEqual(data?.endingMachineTokens, [
		{ cluster: "eu", label: "for 1" },
	]);
});

test("a join token is told until it is ended", async (t) => {
	const staged = await stageApi(t);
	await askApi(staged, 'mutation { addCluster(name: "eu") { token } }');
	const asked = '{ joinToken(cluster: "eu") { createdAt expiresAt } }';
	const { data } = await askApi(staged, asked);
	const told = data?.joinToken as Record<string, string> | null;
	assert.ok(String(told?.createdAt) < String(told?.expiresAt));
	const ended = await askApi(
		staged,
		'mutation { endJoinToken(cluster: "eu") { name state } }',
	);
	assert.deepEqual(ended.data?.endJoinToken, { name: "eu", state: "JOINING" });
	assert.deepEqual((await askApi(staged, asked)).data, { joinToken: null });
});
