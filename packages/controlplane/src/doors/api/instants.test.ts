import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

/** What JavaScript reads and PostgreSQL does not, or nobody does. */
const refused = [
	"-271821-04-20T00:00:00.000Z",
	"+275760-09-13T00:00:00.000Z",
	"0000-01-01T00:00:00Z",
	"yesterday",
	"",
];
const taken = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"];

describe("a time that somebody writes", () => {
	test("is refused by the name of its argument where no calendar has it", async (t) => {
		const staged = await stageApi(t);
		for (const time of refused) {
			for (const [query, variables, name] of [
				[
					"query ($filter: AuditFilter) { auditRecords(filter: $filter) { edges { cursor } } }",
					{ filter: { since: time } },
					"filter.since",
				],
				[
					"query ($until: DateTime) { auditRecords(filter: { until: $until }) { edges { cursor } } }",
					{ until: time },
					"until",
				],
				[
					"query ($filter: CommandFilter) { commands(filter: $filter) { edges { cursor } } }",
					{ filter: { until: time } },
					"filter.until",
				],
			] as const) {
				const { errors } = await askApi(staged, query, variables);
				assert.deepEqual(
					errors?.map(({ extensions }) => [
						extensions?.code,
						(extensions?.facts as { field?: string })?.field,
					]),
					[["INPUT_INVALID", name]],
					`${query} ${time} ${JSON.stringify(errors)}`,
				);
			}
			const literal = await askApi(
				staged,
				`{ auditRecords(filter: { since: ${JSON.stringify(time)} }) { edges { cursor } } }`,
			);
			assert.match(
				literal.errors?.[0]?.message ?? "",
				/expected a time such as/,
			);
			if (time === "") continue;
			const response = await fetch(
				`${staged.url}/audit/export?until=${encodeURIComponent(time)}`,
				{ headers: { authorization: `Bearer ${staged.token}` } },
			);
			assert.equal(response.status, 400);
			assert.match(await response.text(), /until/);
		}
	});

	test("is taken from the first year to the last of four digits", async (t) => {
		const staged = await stageApi(t);
		for (const time of taken) {
			const { errors } = await askApi(
				staged,
				"query ($f: AuditFilter, $c: CommandFilter) { auditRecords(filter: $f) { edges { cursor } } commands(filter: $c) { edges { cursor } } }",
				{ f: { since: time, until: time }, c: { since: time, until: time } },
			);
			assert.equal(errors, undefined, JSON.stringify(errors));
		}
	});
});
