import assert from "node:assert/strict";
import { test } from "node:test";
import { beginsAsTable } from "./begins-as-table.ts";

test("a table begins with titles in capitals and has a row", () => {
	assert.ok(beginsAsTable("NAME    READY   STATUS\nweb-1   1/1     Running\n"));
	assert.ok(beginsAsTable("LAST SEEN   TYPE\r\n5m          Normal\r\n"));
	assert.ok(beginsAsTable("NAME\nweb-1"));
});

test("other output does not", () => {
	for (const text of [
		"",
		"NAME   READY",
		"NAME   READY\n",
		"Name: web\nReady: true",
		"error: no such thing\nTRY AGAIN",
		"\nNAME\nweb",
		"{\n}",
	])
		assert.equal(beginsAsTable(text), false, text);
});
