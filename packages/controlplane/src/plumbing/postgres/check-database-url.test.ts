import assert from "node:assert/strict";
import { test } from "node:test";
import { SettingsError } from "@quarterdeck/runtime";
import { checkDatabaseUrl } from "./check-database-url.ts";

test("an address that would be read otherwise is refused by its option, and its password not shown", () => {
	for (const [url, reason] of [
		["host=db user=qd password=hunter2", /keyword form/],
		["mysql://qd:hunter2@db/x", /expected postgres:/],
		["postgres://qd:hunter2#1@db/x", /contains #; write it as %23/],
		["postgres://qd:hunter2/1@db/x", /contains \/; write it as %2F/],
		["postgres://qd:hunter2?1@db/x", /contains \?; write it as %3F/],
		["postgres://qd:hunter2@1@db/x", /contains @; write it as %40/],
		["postgres://qd:hunter2%zz@db/x", /write it as %25/],
		["postgres://qd:hunter2@db1,db2/x", /several hosts/],
		["postgres://qd:hunter2@db1:5432,db2:5433/x", /several hosts/],
		["postgres://qd:hunter2@/x?host=a,b", /several hosts/],
		["postgres://qd:hunter2@db:port/x", /host or port cannot be read/],
	] as const)
		assert.throws(
			() => checkDatabaseUrl("databaseUrl", url),
			(error) => {
				assert.ok(error instanceof SettingsError);
				assert.match(error.message, /databaseUrl: /);
				assert.match(error.message, reason);
				assert.doesNotMatch(error.message, /hunter2/);
				return true;
			},
			url,
		);
});

test("what the driver reads as it was meant is taken", () => {
	for (const url of [
		"postgres://qd:hunter2%23@db:5432/x?sslmode=verify-full",
		"postgresql:///quarterdeck?host=%2Ftmp%2Fqd&port=5432&user=qd",
		"postgresql:///quarterdeck?host=/tmp/a@b&user=qd",
		"postgres://db",
	])
		checkDatabaseUrl("databaseUrl", url);
});
