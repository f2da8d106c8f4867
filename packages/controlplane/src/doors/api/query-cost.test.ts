import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildSchema, parse } from "graphql";
import { maxQueryCost, queryCost } from "./query-cost.ts";

const schema = buildSchema(`
	type Mutation { verifyAudit: Verification! }
	type Verification { ok: Boolean! }
	type Query { clusters(first: Int = 100): ClusterConnection! me: Person! }
	type ClusterConnection { edges: [ClusterEdge!]! totalCount: Int! }
	type ClusterEdge { node: Cluster! cursor: String! }
	type Cluster { name: String! labels: [Label!]! }
	type Label { name: String! value: String! }
	type Person { id: ID! }
`);

const cost = (
	query: string,
	variables: Record<string, unknown> = {},
	operationName?: string,
) => queryCost({ schema, document: parse(query), variables, operationName });

describe("a query costs", () => {
	test("its fields, each as often as the page has things", () => {
		assert.equal(cost("{ me { id } }"), 2);
		const nodes = (first: string) =>
			`{ clusters${first} { edges { node { name } } totalCount } }`;
		assert.equal(cost(nodes("(first: 10)")), 1 + 10 * 4);
		assert.equal(cost(nodes("")), 1 + 100 * 4);
		assert.equal(
			cost("{ clusters(first: 10) { edges { node { labels { name } } } } }"),
			1 + 10 * 3 + 10 * 5,
		);
	});

	test("the same when its page is named by a variable, given or not", () => {
		const query = "query ($n: Int = 20) { clusters(first: $n) { totalCount } }";
		assert.equal(cost(query, { n: 7 }), 8);
		assert.equal(cost(query), 21);
		assert.equal(
			cost("query ($n: Int) { clusters(first: $n) { totalCount } }"),
			101,
		);
	});

	test("no less for negative, absurd or repeated pages and for fragments", () => {
		assert.equal(cost("{ clusters(first: -5) { totalCount } }"), 2);
		assert.ok(
			cost("query ($n: Int) { clusters(first: $n) { totalCount } }", {
				n: 2_000_000_000,
			}) > 100_000,
		);
		const many = Array.from(
			{ length: 20 },
			(_, i) => `a${i}: clusters(first: 500) { ...page }`,
		).join("\n");
		const fragment =
			"fragment page on ClusterConnection { edges { ... { node { name } } } }";
		assert.equal(cost(`{ ${many} }\n${fragment}`), 20 * (1 + 500 * 3));
	});

	test("much for what walks the whole audit", () => {
		const walks = (count: number) =>
			cost(
				`mutation { ${Array.from({ length: count }, (_, i) => `v${i}: verifyAudit { ok }`).join(" ")} }`,
			);
		assert.ok(walks(2) < maxQueryCost);
		assert.ok(walks(3) > maxQueryCost);
	});

	test("nothing for operations that are not asked for", () => {
		const both =
			"query a { me { id } } query b { clusters(first: 500) { totalCount } }";
		assert.equal(cost(both, {}, "a"), 2);
		assert.equal(cost(both, {}, "b"), 501);
	});
});
