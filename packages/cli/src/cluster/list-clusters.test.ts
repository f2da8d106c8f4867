import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandContext } from "../command-context.ts";
import { createTestTerminal } from "../terminal.fixture.ts";
import { listClusters } from "./list-clusters.ts";

const cluster = (name: string) => ({
	...{ id: `clu_${name}`, name, state: "ALIVE", lastSeenAt: null },
	...{ kubernetesVersion: null, agentVersion: null, labels: [], plugins: [] },
});

test("clusters of every page are printed in the order that was asked for", async () => {
	const pages = [[cluster("eu-2"), cluster("eu-10")], [cluster("eu-1")]];
	const asked: unknown[] = [];
	const { terminal, out } = createTestTerminal();
	const ask = async (
		_document: string,
		variables: { after: string | null },
	) => {
		asked.push(variables);
		const page = Number(variables.after ?? 0);
		return {
			clusters: {
				edges: (pages[page] ?? []).map((node) => ({ node })),
				pageInfo: { hasNextPage: page === 0, endCursor: String(page + 1) },
			},
		};
	};
	await listClusters({ order: "since-descending", output: "text" }, {
		api: () => ({ ask }),
		terminal,
		now: () => new Date(0),
	} as unknown as CommandContext);
	assert.deepEqual(asked, [
		{ after: null, order: "SINCE_DESCENDING" },
		{ after: "1", order: "SINCE_DESCENDING" },
	]);
	assert.deepEqual(
		out()
			.split("\n")
			.map((line) => line.split(" ")[0]),
		["NAME", "eu-2", "eu-10", "eu-1", ""],
	);
});
