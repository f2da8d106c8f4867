import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandContext } from "../command-context.ts";
import { createTestTerminal } from "../terminal.fixture.ts";
import { listPeople } from "./list-people.ts";

const person = (email: string, groups: readonly string[]) => ({
	...{ id: `per_${email}`, email, displayName: "", groups, role: "member" },
	createdAt: "2026-01-02T03:04:05Z",
});

test("people of every page are listed in natural order", async () => {
	const pages = [
		[person("dev-10@example.com", []), person("dev-2@example.com", ["b", "a"])],
		[person("ana@example.com", ["sre"])],
	];
	const { terminal, out } = createTestTerminal();
	const ask = async (
		_document: string,
		{ after }: { after: string | null },
	) => {
		const page = Number(after ?? 0);
		return {
			people: {
				edges: (pages[page] ?? []).map((node) => ({ node })),
				pageInfo: { hasNextPage: page === 0, endCursor: String(page + 1) },
			},
		};
	};
	await listPeople({ output: "text" }, {
		api: () => ({ ask }),
		terminal,
	} as unknown as CommandContext);
	assert.deepEqual(
		out()
			.split("\n")
			.map((line) => line.replace(/ +/g, " ")),
		[
			"EMAIL NAME ROLE GROUPS",
			"ana@example.com - member sre",
			"dev-2@example.com - member a,b",
			"dev-10@example.com - member -",
			"",
		],
	);
});
