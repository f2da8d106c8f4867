import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import type { ProviderSettings } from "./provider-settings.ts";
import { lacksClaims, type ProviderAnswer, readClaims } from "./read-claims.ts";

const settings: ProviderSettings = {
	id: "house",
	name: "House",
	issuer: "https://id.example.com",
	clientId: "qd",
	clientSecret: "hush",
	scopes: ["openid"],
	groupsClaim: "groups",
	groupsFilter: [],
	groupsMissing: "keep",
	trustEmail: false,
};
const idToken = {
	iss: "https://id.example.com",
	sub: "u1",
	email: "ana@example.com",
	email_verified: true,
	groups: ["ops"],
};

function read(
	given: Partial<ProviderAnswer>,
	more: Partial<ProviderSettings> = {},
) {
	return readClaims({ ...settings, ...more }, { idToken, ...given });
}

function refusal(act: () => unknown): AppError {
	try {
		act();
	} catch (error) {
		if (error instanceof AppError) return error;
		throw error;
	}
	return assert.fail("it was accepted");
}

describe("an address", () => {
	test("is verified by what is said of that very address, and of no other", () => {
		const { email_verified: _, ...unsaid } = idToken;
		const of = (email: string, email_verified: unknown = true) =>
			read({
				idToken: unsaid,
				userInfo: { sub: "u1", email, email_verified },
			}).emailVerified;
		assert.equal(of("ana@example.com"), true);
		assert.equal(of("ana@example.com", "true"), true);
		assert.equal(of("ana@example.com", false), false);
		assert.equal(of("owner@example.com"), false);
		const denied = { ...idToken, email_verified: false };
		const userInfo = { email: idToken.email, email_verified: true };
		assert.equal(read({ idToken: denied, userInfo }).emailVerified, false);
	});

	test("that nobody verified counts as such only where the provider is trusted, and never against its word", () => {
		for (const [said, trusted, untrusted] of [
			[undefined, true, false],
			[null, true, false],
			[false, false, false],
			["false", false, false],
			[true, true, true],
		] as const) {
			const answer = { idToken: { ...idToken, email_verified: said } };
			assert.equal(read(answer, { trustEmail: true }).emailVerified, trusted);
			assert.equal(read(answer).emailVerified, untrusted);
		}
	});
});

describe("groups", () => {
	const groups = (value: unknown, more: Partial<ProviderSettings> = {}) => {
		const said = read({ idToken: { ...idToken, groups: value } }, more);
		return { names: said.groups, skipped: said.skippedGroups };
	};

	test("that cannot be stored are passed over and counted, the others stay", () => {
		const long = "x".repeat(257);
		assert.deepEqual(groups(["ops", "", long, "\u0007", "ops", 7, " sre "]), {
			names: ["ops", "sre"],
			skipped: 4,
		});
		assert.deepEqual(groups(""), { names: [], skipped: 1 });
		assert.deepEqual(groups("Admin"), { names: ["Admin"], skipped: 0 });
		assert.deepEqual(groups([]), { names: [], skipped: 0 });
	});

	test("that are no names at all are refused, not taken for none", () => {
		for (const value of [7, true, { ops: 1 }, [{ name: "ops" }], [null]])
			assert.equal(
				refusal(() => groups(value)).code,
				"SIGN_IN_ANSWER_INVALID",
				JSON.stringify(value),
			);
	});

	test("are filtered first and counted then", () => {
		const many = Array.from({ length: 400 }, (_, i) => `team-${i}`);
		const filter = { groupsFilter: ["k8s-*", "ops"] };
		assert.deepEqual(
			groups([...many, "k8s-eu", "ops", "ops-2"], filter).names,
			["k8s-eu", "ops"],
		);
		assert.equal(groups(many.slice(0, 200)).names?.length, 200);
		const refused = refusal(() => groups(many.slice(0, 201)));
		assert.equal(refused.code, "SIGN_IN_GROUPS_TOO_MANY");
		assert.match(refused.message, /201.*200.*QD_OIDC_GROUPS_FILTER/);
	});

	test("that the ID token does not say are taken from the UserInfo endpoint, else the ID token wins", () => {
		const { groups: _, ...without } = idToken;
		const userInfo = { sub: "u1", groups: ["sre"] };
		assert.deepEqual(read({ idToken: without, userInfo }).groups, ["sre"]);
		assert.deepEqual(read({ userInfo }).groups, ["ops"]);
		const none = { ...idToken, groups: [] };
		assert.deepEqual(read({ idToken: none, userInfo }).groups, []);
		assert.equal(read({ idToken: without }).groups, undefined, "not said");
	});

	test("that the provider left out because they are too many are never none", () => {
		const { groups: _, ...without } = idToken;
		for (const [pointer, groupsClaim] of [
			[{ _claim_names: { groups: "src1" } }, "groups"],
			[{ hasgroups: true }, "groups"],
			[{ hasgroups: "true" }, "groups"],
			[{ _claim_names: { realm_access: "src1" } }, "realm_access.roles"],
			[
				{ _claim_names: { "https://example.com/g": "src1" } },
				"https://example.com/g",
			],
		] as const) {
			const answer = { idToken: { ...without, ...pointer } };
			const refused = refusal(() => read(answer, { groupsClaim }));
			assert.equal(refused.code, "SIGN_IN_GROUPS_ELSEWHERE");
			assert.ok(refused.message.includes(groupsClaim));
			assert.deepEqual(
				read(
					{ ...answer, userInfo: { [groupsClaim]: ["sre"] } },
					{ groupsClaim },
				).groups,
				["sre"],
				"the UserInfo endpoint says them",
			);
		}
		const others = { ...without, hasgroups: true };
		const roles = { groupsClaim: "roles" };
		assert.equal(read({ idToken: others }, roles).groups, undefined);
	});
});

test("the UserInfo endpoint is asked only for what the ID token lacks", () => {
	const lacks = (without: string, more: Partial<ProviderSettings> = {}) =>
		lacksClaims({ ...settings, ...more }, { ...idToken, [without]: undefined });
	assert.equal(lacks("name"), false);
	assert.equal(lacks("email"), true);
	assert.equal(lacks("groups"), true);
	assert.equal(lacks("groups", { groupsClaim: undefined }), false);
	assert.equal(lacks("email_verified"), true);
	assert.equal(lacks("email_verified", { trustEmail: true }), false);
});
