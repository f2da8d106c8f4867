import assert from "node:assert/strict";
import { test } from "node:test";
import type { UseNavigateResult } from "@tanstack/react-router";

/* The proof is the type checker's: each `@ts-expect-error` is an error itself where the line below it is none. */

test("a wrong path, parameter or search parameter does not type-check", () => {
	const gone: unknown[] = [];
	const navigate: UseNavigateResult<string> = async (options) => {
		gone.push(options.to);
	};
	const params = { organisation: "org_1" };
	void navigate({ to: "/o/$organisation/audit", params, search: {} });
	void navigate({
		to: "/o/$organisation/audit",
		params,
		search: { command: "cmd_1", range: "24h" },
	});
	// @ts-expect-error no such path
	void navigate({ to: "/o/$organisation/audits", params });
	// @ts-expect-error the organisation is missing
	void navigate({ to: "/o/$organisation/audit" });
	void navigate({
		to: "/o/$organisation/audit",
		params,
		// @ts-expect-error no such search parameter
		search: { cmd: "cmd_1" },
	});
	void navigate({
		to: "/o/$organisation/audit",
		params,
		// @ts-expect-error no such range
		search: { range: "25h" },
	});
	void navigate({
		to: "/o/$organisation/configuration",
		params,
		// @ts-expect-error a version is a number
		search: { from: "1" },
	});
	assert.equal(gone.length, 7);
});
