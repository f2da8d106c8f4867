import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { createTestTerminal } from "../terminal.fixture.ts";
import { type ListOutput, listOutputs } from "./list-outputs.ts";
import { printList } from "./print-list.ts";

interface Thing {
	readonly name: string;
	readonly id: string;
}

const things: readonly Thing[] = [
	{ name: "shop-1", id: "clu_1" },
	{ name: `prod-${"x".repeat(90)}-frankfurt`, id: "clu_2" },
];
const list = {
	columns: [
		{ heading: "NAME", cell: ({ name }: Thing) => name },
		{ heading: "ID", cell: ({ id }: Thing) => id, wide: true },
	],
	empty: "Nothing.",
};

async function printed(
	output: ListOutput,
	rows: readonly Thing[],
	stdout: boolean,
) {
	const { terminal, out, said } = createTestTerminal({ stdout });
	await printList(rows, list, { output, terminal });
	return {
		out: Buffer.from(out(), "latin1").toString(),
		said: said(),
	};
}

test("a person's table fits the terminal, and the end of a name is there", async () => {
	const { out } = await printed("text", things, true);
	const lines = out.trimEnd().split("\n");
	assert.ok(lines.every((line) => [...line].length <= 80));
	assert.match(lines[2] ?? "", /^prod-x+…x+-frankfurt$/);
	assert.doesNotMatch(out, /clu_/);
});

test("wide has every column, and cuts nothing", async () => {
	const { out } = await printed("wide", things, true);
	assert.match(out, /^prod-x{90}-frankfurt {3}clu_2$/m);
});

test("a script reads all that is known, also when there is nothing", async () => {
	for (const rows of [things, []]) {
		const json = await printed("json", rows, false);
		assert.deepEqual(JSON.parse(json.out), rows);
		const yaml = await printed("yaml", rows, false);
		assert.deepEqual(parse(yaml.out), rows);
	}
	assert.deepEqual(await printed("text", [], false), {
		out: "",
		said: "Nothing.\n",
	});
	assert.deepEqual(listOutputs, ["text", "wide", "json", "yaml"]);
});
