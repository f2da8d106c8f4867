import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId, PersonId } from "@quarterdeck/contract";
import fc from "fast-check";
import { tokenScopes } from "../people/index.ts";
import { checkMay } from "./check-may.ts";
import { decide } from "./decide.ts";
import { type Asker, actions, type Resource } from "./decision.ts";
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
const askers: fc.Arbitrary<Asker> = fc.record({
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
const questions = fc.tuple(askers, fc.constantFrom(...actions), resources);

describe("for every question", () => {
	test("another organisation's things are out of reach", () => {
		fc.assert(
			fc.property(questions, ([asker, action, resource]) => {
				if (asker.organisationId !== resource.organisationId)
					assert.equal(decide(asker, action, resource).allowed, false);
			}),
		);
	});
	test("a removed person may nothing", () => {
		fc.assert(
			fc.property(questions, ([asker, action, resource]) => {
				const removed = { ...asker, removedAt: new Date(0) };
				assert.equal(decide(removed, action, resource).allowed, false);
			}),
		);
	});
	test("the answer is the same each time, and a refusal says why and what to do", () => {
		fc.assert(
			fc.property(questions, ([asker, action, resource]) => {
				const decision = decide(asker, action, resource);
				assert.deepEqual(decide(asker, action, resource), decision);
				if (!decision.allowed) assert.ok(decision.reason && decision.hint);
			}),
		);
	});
	test("all members of an organisation have the same permission, channels aside", () => {
		fc.assert(
			fc.property(questions, askers, ([asker, action, resource], other) => {
				if (resource.kind === "channel") return;
				const twin = {
					...other,
					organisationId: asker.organisationId,
					removedAt: asker.removedAt,
					scopes: asker.scopes,
				};
				assert.equal(
					decide(twin, action, resource).allowed,
					decide(asker, action, resource).allowed,
				);
			}),
		);
	});
	test("a token may what its person may, within its scopes and no further", () => {
		fc.assert(
			fc.property(questions, ([asker, action, resource]) => {
				const inPerson = { ...asker, scopes: undefined };
				const isWithin = asker.scopes?.includes(scopeOf[action]) ?? true;
				assert.equal(
					decide(asker, action, resource).allowed,
					isWithin && decide(inPerson, action, resource).allowed,
				);
			}),
		);
	});
	test("naming one more member never shuts somebody out", () => {
		fc.assert(
			fc.property(
				askers,
				fc.array(fc.string()),
				fc.string(),
				(asker, list, more) => {
					const channel = (names: string[]): Resource => ({
						kind: "channel",
						organisationId: asker.organisationId,
						channel: "ops",
						members: names,
						clusterName: "eu",
					});
					if (decide(asker, "command.run", channel(list)).allowed)
						assert.ok(
							decide(asker, "command.run", channel([...list, more])).allowed,
						);
				},
			),
		);
	});
});

test("a channel's members are email globs and groups", () => {
	const asker: Asker = {
		organisationId: "org_a" as OrganisationId,
		actor: {
			personId: "per_x" as PersonId,
			email: "Ada@Example.com",
			displayName: "",
			groups: ["sre"],
		},
	};
	const may = (members: readonly string[] | undefined) =>
		decide(asker, "command.run", {
			kind: "channel",
			organisationId: asker.organisationId,
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
	const asker: Asker = {
		organisationId: "org_a" as OrganisationId,
		scopes: ["read"],
		actor: {
			personId: "per_x" as PersonId,
			email: "ada@example.com",
			displayName: "",
			groups: [],
		},
	};
	checkMay(asker, "cluster.read");
	assert.throws(() => checkMay(asker, "person.remove"), {
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
		fc.property(askers, resources, (asker, resource) => {
			if (resource.kind !== "channel") return;
			const inPerson = { ...asker, scopes: undefined };
			assert.equal(
				decide(inPerson, "command.read", resource).allowed,
				decide(inPerson, "command.run", resource).allowed,
			);
		}),
	);
});
