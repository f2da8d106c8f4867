import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SettingsError } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { readProviders } from "./read-providers.ts";

const defaults = {
	name: "your provider",
	scopes: ["openid", "email"],
	groupsFilter: [],
	groupsMissing: "keep",
	trustEmail: false,
} as const;
const one = {
	...defaults,
	issuer: "https://idp.example.com",
	clientId: "qd",
	clientSecretFile: "/secret",
};
const secret = () => "hush\n";

function problems(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		assert.ok(error instanceof SettingsError, String(error));
		return error.problems.join("\n");
	}
	return assert.fail("it was accepted");
}

test("a provider that is half set, or unsafe, is told and not left out", (t) => {
	for (const [wrong, said] of [
		[{ ...one, issuer: undefined }, /oidc\.issuer/],
		[{ ...one, clientId: undefined }, /oidc\.clientId/],
		[{ ...one, clientSecretFile: undefined }, /oidc\.clientSecretFile/],
		[{ ...one, issuer: "http://idp.example.com" }, /use https/],
		[{ ...one, issuer: "http://localhost.evil.example" }, /use https/],
		[{ ...one, issuer: "ftp://localhost" }, /use https/],
		[{ ...one, issuer: "nowhere" }, /oidc\.issuer/],
		[{ ...defaults, file: "/none/such" }, /oidc\.file/],
	] as const)
		assert.match(
			problems(() => readProviders(wrong, secret)),
			said,
		);
	const file = join(tempDir(t), "providers.yaml");
	for (const [text, said] of [
		["issuer: x", /oidc\.file/],
		["- {id: A, name: A}", /lower-case/],
		[
			"- {id: a, name: A, issuer: https://a.b, clientId: c, clientSecretFile: f, extra: 1}",
			/extra/,
		],
		["- [", /oidc\.file/],
	] as const) {
		writeFileSync(file, text);
		assert.match(
			problems(() => readProviders({ ...defaults, file }, secret)),
			said,
			text,
		);
	}
});

test("none, one, and more from a file, each with its secret", (t) => {
	assert.deepEqual(readProviders(defaults, secret), []);
	const asked: string[] = [];
	const file = join(tempDir(t), "providers.yaml");
	writeFileSync(
		file,
		"- id: house\n  name: House\n  issuer: http://127.0.0.1:9\n  clientId: h\n  clientSecretFile: /house\n  scopes: [email]\n  groupsClaim: groups\n  groupsFilter: [k8s-*, ops]\n  groupsMissing: none\n  trustEmail: true\n",
	);
	const found = readProviders({ ...one, file }, (_option, path) => {
		asked.push(path);
		return `of ${path}\n`;
	});
	assert.deepEqual(asked, ["/secret", "/house"]);
	assert.deepEqual(found, [
		{
			id: "oidc",
			name: "your provider",
			issuer: "https://idp.example.com",
			clientId: "qd",
			clientSecret: "of /secret",
			scopes: ["openid", "email"],
			groupsClaim: undefined,
			groupsFilter: [],
			groupsMissing: "keep",
			trustEmail: false,
		},
		{
			id: "house",
			name: "House",
			issuer: "http://127.0.0.1:9",
			clientId: "h",
			clientSecret: "of /house",
			scopes: ["openid", "email"],
			groupsClaim: "groups",
			groupsFilter: ["k8s-*", "ops"],
			groupsMissing: "none",
			trustEmail: true,
		},
	]);
	writeFileSync(
		file,
		"- {id: oidc, name: A, issuer: https://a.b, clientId: c, clientSecretFile: f}",
	);
	assert.match(
		problems(() => readProviders({ ...one, file }, secret)),
		/two providers oidc/,
	);
});
