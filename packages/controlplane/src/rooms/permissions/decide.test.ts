import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	type ClusterId,
	type OrganisationId,
	type PersonId,
	platforms,
} from "@quarterdeck/contract";
import fc from "fast-check";
import { tokenScopes } from "../people/index.ts";
import type { ActiveGrant } from "./active-grants.ts";
import { askForText } from "./ask-for.ts";
import { checkMay } from "./check-may.ts";
import { decide, decideByRules, type KnownGrants } from "./decide.ts";
import {
	actions,
	type Caller,
	type ClusterPlace,
	type Resource,
} from "./decision.ts";
import { createFakePermissions } from "./fakes.ts";
import { matchesGlob } from "./matches-glob.ts";
import { ana, closedChannel, grantOf } from "./permissions.fixture.ts";
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
const clusterIds = fc.constantFrom("clu_a" as ClusterId, "clu_b" as ClusterId);
const namespaces = fc.array(fc.constantFrom("shop", "pay", "dev"));
const places: fc.Arbitrary<ClusterPlace> = fc.record({
	id: clusterIds,
	name: fc.constant("eu"),
	namespaces: fc.option(namespaces, { nil: undefined }),
});
const resources: fc.Arbitrary<Resource> = fc.oneof(
	fc.record({
		kind: fc.constant("organisation" as const),
		organisationId: organisations,
	}),
	fc.record({
		kind: fc.constant("channel" as const),
		organisationId: organisations,
		platform: fc.constantFrom(...platforms),
		name: fc.string(),
		members,
		cluster: fc.option(places, { nil: undefined }),
	}),
	fc.record({
		kind: fc.constant("cluster" as const),
		organisationId: organisations,
		cluster: places,
	}),
);
const questions = fc.tuple(callers, fc.constantFrom(...actions), resources);

const permissions = createFakePermissions();

describe("for every question", () => {
	test("another organisation's things are out of reach", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				if (caller.organisationId !== resource.organisationId)
					assert.equal(decideByRules(caller, action, resource).allowed, false);
			}),
		);
	});
	test("a removed person may nothing", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				const removed = { ...caller, removedAt: new Date(0) };
				assert.equal(decideByRules(removed, action, resource).allowed, false);
			}),
		);
	});
	test("the answer is the same each time, and a refusal says why and what to do", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				const decision = decideByRules(caller, action, resource);
				assert.deepEqual(decideByRules(caller, action, resource), decision);
				if (!decision.allowed)
					assert.ok(decision.reason && askForText(decision.askFor));
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
					decideByRules(twin, action, resource).allowed,
					decideByRules(caller, action, resource).allowed,
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
					decideByRules(caller, action, resource).allowed,
					isWithin && decideByRules(inPerson, action, resource).allowed,
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
						platform: "console",
						name: "ops",
						members: names,
					});
					if (decideByRules(caller, "command.run", channel(list)).allowed)
						assert.ok(
							decideByRules(caller, "command.run", channel([...list, more]))
								.allowed,
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
		decideByRules(caller, "command.run", {
			kind: "channel",
			organisationId: caller.organisationId,
			platform: "console",
			name: "ops",
			members,
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

test("a token for reading reads, and changes nothing", async () => {
	const reading = actions.filter((action) => scopeOf[action] === "read");
	assert.deepEqual(reading, [
		"command.read",
		"configuration.read",
		"cluster.read",
		"audit.read",
		"audit.verify",
		"person.read",
		"job.read",
		"notice.read",
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
	await checkMay({ permissions }, caller, "cluster.read");
	await assert.rejects(checkMay({ permissions }, caller, "person.remove"), {
		code: "NOT_ALLOWED",
		message:
			/may not remove people.*does not have the scope people.*a token with the scope people/,
	});
});

test("a use case that is not allowed says who may not what", async () => {
	await assert.rejects(
		checkMay(
			{ permissions },
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
				decideByRules(inPerson, "command.read", resource).allowed,
				decideByRules(inPerson, "command.run", resource).allowed,
			);
		}),
	);
});

const times = fc.integer({ min: 0, max: 4 }).map((ms) => new Date(ms));
const activeGrants: fc.Arbitrary<ActiveGrant> = fc.record({
	id: fc.constantFrom("grt_a", "grt_b"),
	organisationId: organisations,
	personId: fc.constantFrom("per_x" as PersonId, "per_y" as PersonId),
	clusterId: clusterIds,
	namespaces: fc.oneof(fc.constant("all" as const), namespaces),
	startsAt: times,
	endsAt: times,
});
const knownGrants: fc.Arbitrary<KnownGrants> = fc.record({
	grants: fc.array(activeGrants),
	at: times,
	canBeRequested: fc.boolean(),
});

describe("for every question and all grants", () => {
	test("without a grant the answer is that of the rules", () => {
		fc.assert(
			fc.property(questions, knownGrants, (question, known) => {
				const none = { ...known, grants: [], canBeRequested: false };
				assert.deepEqual(decide(...question, none), decideByRules(...question));
			}),
		);
	});
	test("a grant takes nothing away", () => {
		fc.assert(
			fc.property(questions, knownGrants, (question, known) => {
				const plain = decideByRules(...question);
				if (plain.allowed) assert.deepEqual(decide(...question, known), plain);
			}),
		);
	});
	test("a grant allows to run commands, within its organisation, person, cluster, namespaces and time", () => {
		fc.assert(
			fc.property(questions, knownGrants, (question, known) => {
				const [caller, action, resource] = question;
				const decision = decide(...question, known);
				if (!decision.allowed || decision.by !== "grant") return;
				assert.equal(action, "command.run");
				assert.equal(caller.organisationId, resource.organisationId);
				const place =
					resource.kind === "organisation" ? undefined : resource.cluster;
				assert.ok(place);
				assert.ok(
					known.grants.some(
						(grant) =>
							grant.id === decision.grantId &&
							grant.organisationId === resource.organisationId &&
							grant.personId === caller.actor.personId &&
							grant.clusterId === place.id &&
							grant.startsAt <= known.at &&
							known.at < grant.endsAt &&
							(grant.namespaces === "all" ||
								(place.namespaces?.length &&
									place.namespaces.every((one) =>
										grant.namespaces.includes(one),
									))),
					),
				);
			}),
			{ numRuns: 2000 },
		);
	});
	test("a grant for everything helps no removed person, and no token beyond its scopes", () => {
		fc.assert(
			fc.property(questions, ([caller, action, resource]) => {
				const grants = grantsForEverything(caller, resource);
				const known = { grants, at: new Date(1), canBeRequested: false };
				const removed = { ...caller, removedAt: new Date(0) };
				assert.equal(decide(removed, action, resource, known).allowed, false);
				if (caller.scopes && !caller.scopes.includes(scopeOf[action]))
					assert.equal(decide(caller, action, resource, known).allowed, false);
			}),
		);
	});
	test("a grant for everything lets a person of the organisation run commands in its cluster", () => {
		fc.assert(
			fc.property(callers, resources, (caller, resource) => {
				if (resource.kind === "organisation" || !resource.cluster) return;
				const asked = {
					...caller,
					organisationId: resource.organisationId,
					removedAt: undefined,
					scopes: undefined,
				};
				const grants = grantsForEverything(asked, resource);
				const known = { grants, at: new Date(1), canBeRequested: false };
				assert.ok(decide(asked, "command.run", resource, known).allowed);
			}),
		);
	});
});

function grantsForEverything(
	{ organisationId, actor }: Caller,
	resource: Resource,
): readonly ActiveGrant[] {
	const place = resource.kind === "organisation" ? undefined : resource.cluster;
	return [
		{
			id: "grt_a",
			organisationId,
			personId: actor.personId,
			clusterId: place?.id ?? ("clu_a" as ClusterId),
			namespaces: "all",
			startsAt: new Date(0),
			endsAt: new Date(2),
		},
	];
}

test("a grant for one namespace never allows a command whose namespaces are not known", () => {
	const may = (
		granted: ActiveGrant["namespaces"],
		wanted: readonly string[] | undefined,
	) =>
		decide(ana, "command.run", closedChannel("clu_a", wanted), {
			grants: [{ ...grantOf(ana), namespaces: granted }],
			at: new Date(1),
			canBeRequested: false,
		}).allowed;
	assert.equal(may(["shop"], ["shop"]), true);
	assert.equal(may(["shop"], ["shop", "pay"]), false);
	assert.equal(may(["shop"], undefined), false);
	assert.equal(may(["shop"], []), false);
	assert.equal(may([], []), false);
	assert.equal(may("all", undefined), true);
});
