import assert from "node:assert/strict";
import { test } from "node:test";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

test("a list of versions reads no text unless it is asked for, and then shows it without its secrets", async (t) => {
	const shown: number[] = [];
	const summary = (version: number) => ({
		version,
		author: "ana@example.com",
		createdAt: new Date(0),
		note: undefined,
	});
	const staged = await stageApi(t, {
		catalog: {
			history: async () => ({
				items: [summary(2), summary(1)],
				nextCursor: undefined,
			}),
			async showConfiguration(_organisation, version = 0) {
				shown.push(version);
				return { ...summary(version), yaml: `shown ${version}` };
			},
		},
	});
	const list = (fields: string) =>
		askApi(staged, `{ configurations { edges { node { ${fields} } } } }`);
	assert.ok((await list("version author note")).data);
	assert.deepEqual(shown, []);
	const { data } = await list("version yaml");
	assert.deepEqual(data?.configurations, {
		edges: [
			{ node: { version: 2, yaml: "shown 2" } },
			{ node: { version: 1, yaml: "shown 1" } },
		],
	});
	assert.deepEqual(shown, [2, 1]);
	await askApi(staged, "{ configuration(version: 2) { version yaml } }");
	assert.deepEqual(
		shown,
		[2, 1, 2],
		"one that is there already is not read again",
	);
});
