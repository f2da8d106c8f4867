import assert from "node:assert/strict";
import { test } from "node:test";
import { findClaim } from "./find-claim.ts";

const claims = {
	groups: ["a"],
	none: null,
	"https://example.com/groups": ["b"],
	realm_access: { roles: ["c"], none: null },
	"realm_access.roles.all": ["d"],
	resource_access: { "my.client": { roles: ["e"] }, my: "text" },
	"a.b": ["whole"],
	a: { b: ["below"] },
};

test("a claim is found by its name or by a path, and a name that exists wins", () => {
	for (const [name, value] of [
		["groups", ["a"]],
		["https://example.com/groups", ["b"]],
		["realm_access.roles", ["c"]],
		["realm_access.roles.all", ["d"]],
		["resource_access.my.client.roles", ["e"]],
		["a.b", ["whole"]],
	] as const)
		assert.deepEqual(findClaim(claims, name), value, name);
});

test("what is absent or null is not found, and nothing is inherited", () => {
	for (const name of [
		"none",
		"realm_access.none",
		"realm_access.roles.0",
		"toString",
		"realm_access.constructor",
		"__proto__.polluted",
		".groups",
		"groups.",
		"https://example.com/roles",
	])
		assert.equal(findClaim(claims, name), undefined, name);
});
