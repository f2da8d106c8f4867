import assert from "node:assert/strict";
import { test } from "node:test";
import { checkServerVersion, serverVersionWarning } from "./server-version.ts";

test("a server in which a tenant could delete our data is refused, an unreadable version too", () => {
	for (const version of [
		"2.9.10",
		"2.10.26",
		"2.11.0",
		"1.99.99",
		"",
		"new",
		"2.10",
	])
		assert.throws(
			() => checkServerVersion(version),
			{ code: "BUS_TOO_OLD" },
			version,
		);
	for (const version of [
		"2.10.27",
		"2.10.29",
		"2.11.1",
		"2.12.0",
		"2.15.1",
		"3.0.0",
		"v2.14.3",
		"2.14.3-RC.1",
	])
		checkServerVersion(version);
});

test("a server with known flaws is used with a warning, a mended one without", () => {
	for (const version of ["2.10.27", "2.11.16", "2.12.11", "2.13.9", "2.14.2"])
		assert.match(serverVersionWarning(version) ?? "", /update it/, version);
	for (const version of [
		"2.12.12",
		"2.12.20",
		"2.14.3",
		"2.15.1",
		"3.0.0",
		"unknown",
	])
		assert.equal(serverVersionWarning(version), undefined, version);
});
