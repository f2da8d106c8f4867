import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId, PersonId } from "@quarterdeck/contract";
import fc from "fast-check";
import { tokenScopes } from "../people/index.ts";
import { checkMay } from "./check-may.ts";
import { decide } from "./decide.ts";
import { actions, type Caller, type Resource } from "./decision.ts";
import { matchesGlob } from "./matches-glob.ts";
import { scopeOf } from "./scope-of.ts";

const organisations = fc.constantFrom(
	"org_a" as OrganisationId,
	"org_b" as OrganisationId,
);
const emails = fc.constantFrom(
	"ada@example.com",
	"bob@acme.io",
	"eve@evil.net",
);
const callers: fc.Arbitrary<Caller> = fc.record({
	organisationId: organisations,
	removedAt: fc.option(fc.date(), { nil: undefined }),
	scopes: fc.option(fc.subarray([...tokenScopes]), { nil: undefined }),
	actor: fc.record({
		personId: fc.constant("per_x" as PersonId),
		email: emails,
		displayName: fc.string(),
		groups: fc.array(fc.constantFrom("sre", "dev")),
	}),
});
const members = fc.option(
	fc.array(
		fc.constantFrom(
			"*@example.com",
			"bob@acme.io",
			"group:sre",
			"group:*",
			"*",
			"",
		),
	),
	{ nil: undefined },
);
const resources: fc.Arbitrary<Resource> = fc.oneof(
	fc.record({
		kind: fc.constant("organisation" as const),
		organisationId: organisations,
	}),
	fc.record({
		kind: fc.constant("channel" as const),
		organisationId: organisations,
		channel: fc.string(),
		members,
		clusterName: fc.string(),
	}),
);
const questions = fc.tuple(callers, fc.constantFrom(...actions), resources);

describe("for every question", () => {
	test("another organisation's things are out of reach", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				if (caller.organisationId !== resource.organisationId)
					assert.equal(decide(caller, action, resource).allowed, false);
			}),
		);
	});
	test("a removed person may nothing", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				const removed = { ...caller, removedAt: new Date(0) };
				assert.equal(decide(removed, action, resource).allowed, false);
			}),
		);
	});
	test("the answer is the same each time, and a refusal says why and what to do", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				const decision = decide(caller, action, resource);
				assert.deepEqual(decide(caller, action, resource), decision);
				if (!decision.allowed) assert.ok(decision.reason && decision.hint);
			}),
		);
	});
	test("all members of an organisation have the same permission, channels aside", () => {
		fc.assert(
			fc.property(questions, callers, ([caller, action, resource], other) => {
				if (resource.kind === "channel") return;
				const twin = {
					...other,
					organisationId: caller.organisationId,
					removedAt: caller.removedAt,
					scopes: caller.scopes,
				};
				assert.equal(
					decide(twin, action, resource).allowed,
					decide(caller, action, resource).allowed,
				);
			}),
		);
	});
	test("a token may what its person may, within its scopes and no further", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				const inPerson = { ...caller, scopes: undefined };
				const isWithin = caller.scopes?.includes(scopeOf[action]) ?? true;
				assert.equal(
					decide(caller, action, resource).allowed,
					isWithin && decide(inPerson, action, resource).allowed,
				);
			}),
		);
	});
	test("naming one more member never shuts somebody out", () => {
		fc.assert(
			fc.property(
				callers,
				fc.array(fc.string()),
				fc.string(),
				(caller, list, more) => {
					const channel = (names: string[]): Resource => ({
						kind: "channel",
						organisationId: caller.organisationId,
						channel: "ops",
						members: names,
						clusterName: "eu",
					});
					if (decide(caller, "command.run", channel(list)).allowed)
						assert.ok(
							decide(caller, "command.run", channel([...list, more])).allowed,
						);
				},
			),
		);
	});
});

test("a channel's members are email globs and groups", () => {
	const caller: Caller = {
		organisationId: "org_a" as OrganisationId,
		actor: {
			personId: "per_x" as PersonId,
			email: "Ada@Example.com",
			displayName: "",
			groups: ["sre"],
		},
	};
	const may = (members: readonly string[] | undefined) =>
		decide(caller, "command.run", {
			kind: "channel",
			organisationId: caller.organisationId,
			channel: "ops",
			members,
			clusterName: "eu",
		}).allowed;
	assert.equal(may(undefined), true);
	assert.equal(may([]), false, "an empty list is nobody");
	assert.equal(may(["*@EXAMPLE.com"]), true);
	assert.equal(may(["ada@example.com"]), true);
	assert.equal(may(["*@example.co"]), false);
	assert.equal(may(["ada@example.com.evil.net"]), false);
	assert.equal(may(["group:sre"]), true);
	assert.equal(may(["group:sr*"]), false, "groups are no globs");
	assert.equal(may(["sre"]), false);
});

test("a token for reading reads, and changes nothing", () => {
	const reading = actions.filter((action) => scopeOf[action] === "read");
	assert.deepEqual(reading, [
		"command.read",
		"configuration.read",
		"cluster.read",
		"audit.read",
		"audit.verify",
		"person.read",
	]);
	const caller: Caller = {
		organisationId: "org_a" as OrganisationId,
		scopes: ["read"],
		actor: {
			personId: "per_x" as PersonId,
			email: "ada@example.com",
			displayName: "",
			groups: [],
		},
	};
	checkMay(caller, "cluster.read");
	assert.throws(() => checkMay(caller, "person.remove"), {
		code: "NOT_ALLOWED",
		message: /may not remove people.*not good for people.*scope people/,
	});
});

test("a use case that is not allowed says who may not what", () => {
	assert.throws(
		() =>
			checkMay(
				{
					organisationId: "org_a" as OrganisationId,
					removedAt: new Date(0),
					actor: {
						personId: "per_x" as PersonId,
						email: "ada@example.com",
						displayName: "",
						groups: [],
					},
				},
				"cluster.remove",
			),
		/ada@example.com may not remove clusters/,
	);
});

test("globs agree with the plain meaning, and a hostile one costs no time", () => {
	const letters = fc
		.array(fc.constantFrom("a", "b", "*", "?"))
		.map((all) => all.join(""));
	const texts = fc.array(fc.constantFrom("a", "b")).map((all) => all.join(""));
	fc.assert(
		fc.property(letters, texts, (pattern, text) => {
			const plain = new RegExp(
				`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`,
			);
			assert.equal(matchesGlob(pattern, text), plain.test(text));
		}),
	);
	assert.equal(matchesGlob(`${"*a".repeat(200)}b`, "a".repeat(20_000)), false);
});

test("what is said in a channel is read by whoever may speak there, and by nobody else", () => {
	fc.assert(
		fc.property(callers, resources, (caller, resource) => {
			if (resource.kind !== "channel") return;
			const inPerson = { ...caller, scopes: undefined };
			assert.equal(
				decide(inPerson, "command.read", resource).allowed,
				decide(inPerson, "command.run", resource).allowed,
			);
		}),
	);
});
