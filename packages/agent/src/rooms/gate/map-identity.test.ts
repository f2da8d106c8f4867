import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	AppError,
	internalStaticUser,
	type RbacMapping,
	rbacMappingSchema,
} from "@quarterdeck/contract";
import fc from "fast-check";
import type { Identity } from "./identity.ts";
import { mapIdentity, type RunOrigin } from "./map-identity.ts";

const ada: RunOrigin = {
	actor: { email: "ada@example.org", groups: ["devs", "on-call"] },
	conversation: { channel: "ops" },
};

function origin(over: {
	email?: string;
	groups?: string[];
	channel?: string;
}): RunOrigin {
	return {
		actor: {
			email: over.email ?? ada.actor.email,
			groups: over.groups ?? ada.actor.groups,
		},
		conversation: { channel: over.channel ?? ada.conversation.channel },
	};
}

function map(rbac: unknown, who: RunOrigin = ada): Identity | undefined {
	return mapIdentity(rbacMappingSchema.parse(rbac), who);
}

function refusal(rbac: unknown, who: RunOrigin = ada): string {
	try {
		map(rbac, who);
	} catch (error) {
		assert.ok(error instanceof AppError);
		return error.code;
	}
	return "lent";
}

describe("names that must not be lent", () => {
	const refused: [string, unknown, RunOrigin][] = [
		[
			"a static system user",
			{ user: { type: "Static", static: { value: "system:admin" } } },
			ada,
		],
		[
			"a static system group",
			{
				group: { type: "Static", static: { values: ["a", "system:masters"] } },
			},
			ada,
		],
		[
			"a prefix that makes a system name",
			{ user: { type: "ChannelName", prefix: "system:" } },
			ada,
		],
		[
			"a prefix and a channel that only together make one",
			{ group: { type: "ChannelName", prefix: "sys" } },
			origin({ channel: "tem:masters" }),
		],
		[
			"a service account",
			{
				user: {
					type: "Static",
					static: { value: "system:serviceaccount:kube-system:default" },
				},
			},
			ada,
		],
		[
			"a system channel",
			{ group: { type: "ChannelName" } },
			origin({ channel: "system:masters" }),
		],
		[
			"a blank that the API server would trim away",
			{ group: { type: "ChannelName" } },
			origin({ channel: " system:masters" }),
		],
		[
			"a tab that the API server would trim away",
			{ user: { type: "Email" } },
			origin({ email: "\tsystem:admin" }),
		],
		[
			"another spelling of system",
			{ group: { type: "UserGroupName" } },
			origin({ groups: ["SYSTEM:masters"] }),
		],
		[
			"a second header in an address",
			{ user: { type: "Email" } },
			origin({ email: "a@b\r\nImpersonate-Group: system:masters" }),
		],
		[
			"a zero byte in a channel",
			{ user: { type: "ChannelName" } },
			origin({ channel: "ops\0" }),
		],
		[
			"half a character",
			{ user: { type: "ChannelName" } },
			origin({ channel: "ops\ud800" }),
		],
		[
			"one bad group among good ones",
			{ group: { type: "UserGroupName" } },
			origin({ groups: ["devs", "system:nodes"] }),
		],
	];
	for (const [name, rbac, who] of refused) {
		test(`${name} is refused`, () => {
			assert.equal(refusal(rbac, who), "IDENTITY_REFUSED");
		});
	}
});

describe("names that are missing", () => {
	const unmapped: [string, unknown, RunOrigin][] = [
		[
			"a channel without a name",
			{ user: { type: "ChannelName" } },
			origin({ channel: "" }),
		],
		[
			"a prefix does not stand for a channel",
			{ group: { type: "ChannelName", prefix: "x-" } },
			origin({ channel: "  " }),
		],
		[
			"a person without an address",
			{ user: { type: "Email", prefix: "p:" } },
			origin({ email: "" }),
		],
		[
			"a person in no group",
			{ group: { type: "UserGroupName" } },
			origin({ groups: [] }),
		],
		["a static user without a value", { user: { type: "Static" } }, ada],
		[
			"static groups without values",
			{ group: { type: "Static", static: { values: [] } } },
			ada,
		],
		[
			"an empty group among others",
			{ group: { type: "Static", static: { values: ["a", ""] } } },
			ada,
		],
	];
	for (const [name, rbac, who] of unmapped) {
		test(`${name}: no identity is made up`, () => {
			assert.equal(refusal(rbac, who), "IDENTITY_UNMAPPED");
		});
	}
});

describe("the mapping", () => {
	const lent: [string, unknown, Identity | undefined][] = [
		["an empty mapping lends an anonymous identity", {}, { kind: "anonymous" }],
		[
			"empty types lend an anonymous identity",
			{ user: { type: "" }, group: { type: "" } },
			{ kind: "anonymous" },
		],
		[
			"a static user comes with its prefix",
			{ user: { type: "Static", static: { value: "bot" }, prefix: "qd:" } },
			{ kind: "impersonated", user: "qd:bot", groups: [] },
		],
		[
			"a channel becomes a user",
			{ user: { type: "ChannelName" } },
			{ kind: "impersonated", user: "ops", groups: [] },
		],
		[
			"an address becomes a user",
			{ user: { type: "Email", prefix: "oidc:" } },
			{ kind: "impersonated", user: "oidc:ada@example.org", groups: [] },
		],
		[
			"a group without a user gets the internal static user",
			{ group: { type: "Static", static: { value: "read-pods" } } },
			{
				kind: "impersonated",
				user: internalStaticUser,
				groups: ["read-pods"],
			},
		],
		[
			"every static group gets the prefix",
			{
				group: {
					type: "Static",
					prefix: "g-",
					static: { values: ["a", "b"], value: "c" },
				},
			},
			{
				kind: "impersonated",
				user: internalStaticUser,
				groups: ["g-a", "g-b", "g-c"],
			},
		],
		[
			"a channel becomes a group",
			{ group: { type: "ChannelName", prefix: "ch:" } },
			{ kind: "impersonated", user: internalStaticUser, groups: ["ch:ops"] },
		],
		[
			"the groups of a person become groups",
			{ user: { type: "Email" }, group: { type: "UserGroupName" } },
			{
				kind: "impersonated",
				user: "ada@example.org",
				groups: ["devs", "on-call"],
			},
		],
		[
			"a group named twice is lent once",
			{ group: { type: "Static", static: { values: ["a", "a"], value: "a" } } },
			{ kind: "impersonated", user: internalStaticUser, groups: ["a"] },
		],
	];
	for (const [name, rbac, identity] of lent) {
		test(name, () => assert.deepEqual(map(rbac), identity));
	}
	for (const [name, rbac] of Object.entries({
		"a user by the channel": { user: { type: "ChannelName" } },
		"a user by the address": { user: { type: "Email" } },
		"groups by the channel": { group: { type: "ChannelName" } },
		"groups by those of the person": {
			user: { type: "Static", static: { value: "bot" } },
			group: { type: "UserGroupName" },
		},
	}))
		test(`an action is not lent ${name}`, () => {
			const action = { ...ada, actor: { ...ada.actor, automation: "a" } };
			assert.equal(refusal(rbac, action), "IDENTITY_UNMAPPED");
		});
	test("an action is lent what is Static", () => {
		assert.deepEqual(
			map(
				{ user: { type: "Static", static: { value: "bot" } } },
				{ ...ada, actor: { ...ada.actor, automation: "a" } },
			),
			{ kind: "impersonated", user: "bot", groups: [] },
		);
	});
	test("no mapping lends nothing", () => {
		assert.equal(mapIdentity(undefined, ada), undefined);
	});
	test("a name in another script is lent as it is", () => {
		assert.deepEqual(
			map({ user: { type: "ChannelName" } }, origin({ channel: "运维" })),
			{
				kind: "impersonated",
				user: "运维",
				groups: [],
			},
		);
	});
});

const anyMapping: fc.Arbitrary<RbacMapping> = fc
	.record(
		{
			user: fc.record({
				type: fc.constantFrom("", "Static", "ChannelName", "Email"),
				prefix: fc.oneof(fc.constant(""), fc.constant("system:"), fc.string()),
				static: fc.record({ value: fc.string() }),
			}),
			group: fc.record({
				type: fc.constantFrom("", "Static", "ChannelName", "UserGroupName"),
				prefix: fc.oneof(fc.constant(""), fc.constant("sys"), fc.string()),
				static: fc.record({ values: fc.array(fc.string(), { maxLength: 4 }) }),
			}),
		},
		{ requiredKeys: [] },
	)
	.map((rbac) => rbacMappingSchema.parse(rbac));

const anyName = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.constantFrom("system:masters", "tem:x", " system:x", "a\nb", "ops"),
);

test("whatever is mapped, a lent name is never of the system, empty, trimmed or two lines", () => {
	fc.assert(
		fc.property(
			anyMapping,
			anyName,
			anyName,
			fc.array(anyName, { maxLength: 4 }),
			(mapping, email, channel, groups) => {
				let identity: Identity | undefined;
				try {
					identity = mapIdentity(mapping, origin({ email, channel, groups }));
				} catch (error) {
					assert.ok(error instanceof AppError);
					return;
				}
				assert.ok(identity);
				if (identity.kind === "anonymous") return;
				for (const name of [identity.user, ...identity.groups]) {
					assert.notEqual(name, "");
					assert.equal(name, name.trim());
					assert.doesNotMatch(name, /^system:/i);
					// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
					assert.doesNotMatch(name, /[\u0000-\u001f\u007f]/);
				}
			},
		),
		{ numRuns: 500 },
	);
});
