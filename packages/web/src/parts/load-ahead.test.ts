import assert from "node:assert/strict";
import { test } from "node:test";
import { ahead } from "./load-ahead.ts";

const gone = new TypeError("Failed to fetch dynamically imported module: /x");

test("a page's code that does not come is a failure to be shown, not a reason to leave", async (t) => {
	const load = ahead(async () => {
		throw gone;
	});
	t.mock.method(globalThis, "fetch", async () => {
		throw new TypeError("Failed to fetch");
	});
	await assert.rejects(load(), { name: "ApiFailure" });
	t.mock.method(globalThis, "fetch", async () => {
		return new Response(null, { status: 502 });
	});
	await assert.rejects(load(), { name: "ApiFailure" });
});

test("code of a build that is gone is told as such while the control plane answers", async (t) => {
	const load = ahead(async () => {
		throw gone;
	});
	t.mock.method(globalThis, "fetch", async () => Response.json({}));
	await assert.rejects(load(), gone);
});

test("code that is there is handed on", async () => {
	assert.equal(await ahead(async () => "page")(), "page");
});
