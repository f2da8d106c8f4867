import assert from "node:assert/strict";
import { test } from "node:test";
import {
	organisationIdOf,
	organisationPart,
	rememberOrganisations,
} from "./organisation-address.ts";

test("an address carries the organisation's name, and its id decides", () => {
	const names: readonly (readonly [name: string, part: string])[] = [
		["Acme", "acme-org_01abc"],
		["Ärzte & Söhne  GmbH", "arzte-sohne-gmbh-org_01abc"],
		["../../sign-in?x#y", "sign-in-x-y-org_01abc"],
		["other-org_02xyz", "other-org-02xyz-org_01abc"],
		["株式会社", "org_01abc"],
		["a".repeat(99), `${"a".repeat(40)}-org_01abc`],
	];
	for (const [name, part] of names) {
		rememberOrganisations([{ id: "org_01abc", name }]);
		assert.equal(organisationPart("org_01abc"), part);
		assert.equal(organisationIdOf(part), "org_01abc");
	}
});

test("addresses without a name, with an old one, and of nothing are read too", () => {
	assert.equal(organisationIdOf("org_01abc"), "org_01abc");
	assert.equal(
		organisationIdOf("before-it-was-renamed-org_01abc"),
		"org_01abc",
	);
	assert.equal(organisationIdOf("nothing"), "nothing");
	assert.equal(organisationPart("org_99unknown"), "org_99unknown");
});
