import assert from "node:assert/strict";
import { test } from "node:test";
import type { Session } from "./session.ts";
import { findSessionEnd } from "./session-end.ts";

const nobody: Session = {
	signedIn: false,
	csrfToken: null,
	account: null,
	organisations: [],
	organisation: null,
	providers: [],
	passwordSignIn: false,
	canCreateOrganisation: false,
	version: "1",
};

const signedIn = (account: string, ...organisations: string[]): Session => ({
	...nobody,
	signedIn: true,
	account: {
		id: account,
		email: `${account}@example.com`,
		displayName: account,
		hasPassword: false,
		mustSayPassword: false,
	},
	organisations: organisations.map((id) => ({ id, name: id, role: "member" })),
});

test("a session that ended ends everything", () => {
	assert.deepEqual(findSessionEnd(signedIn("ana", "org_a"), nobody), {
		kind: "everything",
	});
});

test("another account in the same browser ends everything of the first, also in a common organisation", () => {
	assert.deepEqual(
		findSessionEnd(signedIn("ana", "org_a"), signedIn("ben", "org_a")),
		{ kind: "everything" },
	);
});

test("an organisation one no longer belongs to ends alone", () => {
	assert.deepEqual(
		findSessionEnd(signedIn("ana", "org_a", "org_b"), signedIn("ana", "org_b")),
		{ kind: "organisations", ids: ["org_a"] },
	);
});

test("nothing ends at the first answer, at the same answer, at a new organisation, or when nothing answers", () => {
	const ana = signedIn("ana", "org_a");
	assert.equal(findSessionEnd(undefined, ana), undefined);
	assert.equal(findSessionEnd(nobody, ana), undefined);
	assert.equal(findSessionEnd(ana, signedIn("ana", "org_a")), undefined);
	assert.equal(
		findSessionEnd(ana, signedIn("ana", "org_a", "org_b")),
		undefined,
	);
	assert.equal(findSessionEnd(ana, undefined), undefined);
});
