import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { test } from "node:test";

const root = resolve(import.meta.dirname, "../..");

/** Recorded SQL that no contract test holds to its adapter; it would be read and not be true. */
function orphans(
	recorded: readonly string[],
	contractTests: ReadonlyMap<string, string>,
): string[] {
	return recorded.filter((file) => {
		const adapter = JSON.stringify(basename(file).replace(/sql$/, "ts"));
		return ![...contractTests].some(
			([path, text]) =>
				dirname(path) === dirname(file) &&
				text.includes("expectRecordedSql(") &&
				text.includes(adapter),
		);
	});
}

test("a contract test holds each recorded statement to its adapter", () => {
	const find = (pattern: string) =>
		globSync(`packages/*/src/**/${pattern}`, { cwd: root });
	const recorded = find("*.sql").filter(
		(file) => basename(file) !== "schema.sql",
	);
	assert.ok(recorded.length > 0, "the records were found");
	const contractTests = new Map(
		find("*.contract.test.ts").map((file) => [
			file,
			readFileSync(join(root, file), "utf8"),
		]),
	);
	assert.deepEqual(orphans(recorded, contractTests), []);
});

test("one that was left behind is found", () => {
	const tests = new Map([
		["a/x.contract.test.ts", 'expectRecordedSql(here, ["x.pg.ts"]);'],
	]);
	assert.deepEqual(orphans(["a/x.pg.sql"], tests), []);
	assert.deepEqual(orphans(["a/y.pg.sql", "b/x.pg.sql"], tests), [
		"a/y.pg.sql",
		"b/x.pg.sql",
	]);
});
