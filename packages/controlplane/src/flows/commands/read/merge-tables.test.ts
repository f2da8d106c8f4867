import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mergeTables } from "./merge-tables.ts";

const pods = `NAME                    READY   STATUS             RESTARTS      AGE
cart-5f6d8c9b7-abcde    1/1     Running            0             3d
pay-7c9d                0/1     CrashLoopBackOff   5 (2m ago)    41h
`;

function rowsOf(merged: ReturnType<typeof mergeTables>) {
	assert.ok("table" in merged, JSON.stringify(merged));
	return merged.table.rows.map(({ cluster, cells }) => [cluster, ...cells]);
}
const problemOf = (...texts: readonly string[]) => {
	const merged = mergeTables(
		texts.map((text, place) => ({ cluster: `c${place}`, text })),
	);
	return "problem" in merged ? merged.problem : undefined;
};

test("tables with the same columns become one, cut where the header says", () => {
	const narrow =
		"NAME   READY   STATUS    RESTARTS   AGE\na      1/1     Running   0          9s\n";
	const merged = mergeTables([
		{ cluster: "eu", text: pods },
		{ cluster: "us", text: narrow },
		{ cluster: "dev", text: "" },
	]);
	assert.deepEqual(rowsOf(merged), [
		["eu", "cart-5f6d8c9b7-abcde", "1/1", "Running", "0", "3d"],
		["eu", "pay-7c9d", "0/1", "CrashLoopBackOff", "5 (2m ago)", "41h"],
		["us", "a", "1/1", "Running", "0", "9s"],
	]);
});

test("a title of two words is one column, and empty cells stay empty", () => {
	const text =
		"LAST SEEN   TYPE      REASON    NODE\n2m          Warning   Failed    \n9s                    Pulled    n1\n";
	assert.deepEqual(rowsOf(mergeTables([{ cluster: "eu", text }])), [
		["eu", "2m", "Warning", "Failed", ""],
		["eu", "9s", "", "Pulled", "n1"],
	]);
});

test("what is no table, or another one, is refused by its cluster's name", () => {
	assert.match(problemOf(pods, "apiVersion: v1\n") ?? "", /c1 is not a table/);
	assert.match(
		problemOf(pods, "NAME   AGE\na      1s\n") ?? "",
		/c1 has other/,
	);
	assert.match(problemOf(`${pods}\n${pods}`) ?? "", /does not fit/);
	assert.match(
		problemOf("NAME   AGE\na-long-name-across 1s\n") ?? "",
		/does not fit/,
	);
	assert.match(problemOf("", "") ?? "", /No cluster answered/);
});

test("a table that is made to be expensive is refused before it is read", () => {
	const wide = (columns: number) => "A  ".repeat(columns);
	const rows = "x\n".repeat(20_000);
	assert.match(problemOf(`${wide(101)}\n${rows}`) ?? "", /more than 100 col/);
	// Each of these takes hours where the time grows with the square of the text.
	assert.match(problemOf(wide(2_700_000)) ?? "", /more than 100 columns/);
	const gap = `NAME   AGE\n${"\n".repeat(8_000_000)}x`;
	assert.match(problemOf(gap) ?? "", /does not fit/);
	const long = problemOf(`${"A".repeat(5000)}\n`, pods) ?? "";
	assert.ok(long.length < 400, `${long.length}`);
});

const cell = fc.stringMatching(/^[a-z0-9/().é]{0,12}$/u);

test("every table that is padded as kubectl pads comes back cell by cell", () => {
	fc.assert(
		fc.property(
			fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), {
				maxLength: 8,
			}),
			(cells) => {
				const rows = cells.map(([name, ...rest]) => [`x${name}`, ...rest]);
				const all = [["NAME", "LAST SEEN", "AGE"], ...rows];
				const widths = [0, 1, 2].map((at) =>
					Math.max(...all.map((row) => [...(row[at] ?? "")].length)),
				);
				const text = all
					.map((row) =>
						row
							.map((one, at) => one.padEnd((widths[at] ?? 0) + 3))
							.join("")
							.trimEnd(),
					)
					.join("\n");
				assert.deepEqual(
					rowsOf(mergeTables([{ cluster: "eu", text: `${text}\n` }])),
					rows.map((row) => ["eu", ...row]),
				);
			},
		),
	);
});
