import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	decode,
	encodeAccount,
	encodeOperator,
	encodeUser,
	fmtCreds,
	parseCreds,
} from "@nats-io/jwt";
import {
	createAccount,
	createOperator,
	createUser,
	fromSeed,
} from "@nats-io/nkeys";
import fc from "fast-check";
import {
	busKeysSchema,
	controlPlaneKeys,
	controlPlaneKeysSchema,
	createBusKeys,
	serverJwts,
} from "./bus-keys.ts";
import { formatCredsFile, parseCredsFile } from "./creds-file.ts";
import { decodeJwt, jwtLifetimeMs, signJwt, verifyJwt } from "./jwt.ts";
import { createNkey, publicKey } from "./nkey.ts";
import {
	agentJwt,
	createOrganisationKeys,
	enrolmentCredential,
	organisationBusAccountJwt,
} from "./organisation-keys.ts";

const issuedAt = new Date("2026-03-04T05:06:07.890Z");
const expiresAt = new Date("2026-03-04T06:06:07.000Z");
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function agentRequest() {
	const keys = createOrganisationKeys();
	const userKey = createNkey("user").id;
	return { keys, inst: "agt-1", userKey, issuedAt, expiresAt };
}

describe("JWTs of the bus", () => {
	test("ours are read and found well signed by the ecosystem's own library", async () => {
		const request = agentRequest();
		const claims = await decode(agentJwt(request));
		assert.equal(claims.sub, request.userKey);
		assert.equal(claims.name, "agt-1");
		assert.equal(claims.iss, publicKey(request.keys.agentSigningSeed));
		assert.equal(claims.exp, expiresAt.getTime() / 1000);
		assert.equal(claims.iat, Math.floor(issuedAt.getTime() / 1000));
		const { operatorJwt, preload, systemAccountId } = serverJwts(
			createBusKeys(),
			issuedAt,
		);
		for (const jwt of [operatorJwt, ...Object.values(preload)])
			assert.equal((await decode<{ version: number }>(jwt)).nats.version, 2);
		assert.ok(preload[systemAccountId]);
	});

	test("theirs are read and found well signed by us", async () => {
		const operator = createOperator();
		const account = createAccount();
		const user = createUser();
		const jwts = [
			await encodeOperator("op", operator),
			await encodeAccount("acc", account, {}, { signer: operator }),
			await encodeUser("usr", user, account, {}, { exp: 2_000_000_000 }),
		];
		for (const jwt of jwts) assert.ok(verifyJwt(jwt).jti);
		const claims = verifyJwt(jwts[2] ?? "");
		assert.equal(claims.name, "usr");
		assert.equal(claims.sub, user.getPublicKey());
		assert.equal(
			jwtLifetimeMs(jwts[2] ?? ""),
			(2_000_000_000 - claims.iat) * 1000,
		);
		assert.equal(jwtLifetimeMs(jwts[0] ?? ""), undefined);
	});

	test("one changed letter anywhere is noticed", () => {
		const jwt = agentJwt(agentRequest());
		fc.assert(
			fc.property(
				fc.nat(jwt.length - 2),
				fc.constantFrom(..."aB3_-."),
				(at, letter) => {
					const changed = jwt.slice(0, at) + letter + jwt.slice(at + 1);
					if (changed !== jwt) assert.throws(() => verifyJwt(changed));
				},
			),
		);
	});

	test("an issuer that did not sign it is noticed", () => {
		const [one, two] = [createNkey("account"), createNkey("account")];
		const request = {
			subject: one.id,
			name: "x",
			issuedAt,
			claims: { type: "user" as const },
		};
		const [head, , signature] = signJwt(one, request).split(".");
		const [, payload] = signJwt(two, request).split(".");
		assert.throws(
			() => verifyJwt(`${head}.${payload}.${signature}`),
			/not signed/,
		);
	});

	test("garbage is refused in clear words", () => {
		const good = agentJwt(agentRequest());
		const none = Buffer.from('{"typ":"JWT","alg":"none"}').toString(
			"base64url",
		);
		const bad = [
			"",
			"a",
			"a.b",
			"a.b.c",
			"..",
			`${good}.x`,
			good.replace(/^[^.]+/, none),
		];
		for (const jwt of [...bad, "x".repeat(2_000_000)])
			assert.throws(() => decodeJwt(jwt), /JWT/);
		fc.assert(
			fc.property(fc.string({ maxLength: 200 }), (jwt) => {
				assert.throws(() => verifyJwt(jwt), /JWT/);
			}),
		);
	});

	test("a subject that is no key is not signed for", () => {
		assert.throws(
			() =>
				signJwt(createNkey("account"), {
					subject: "me",
					name: "",
					issuedAt,
					claims: { type: "user" },
				}),
			/public nkey/,
		);
	});
});

describe("what the claims say", () => {
	test("an agent's JWT grants nothing itself: the scope of its signing key does", () => {
		const request = agentRequest();
		const { nats } = decodeJwt(agentJwt(request));
		assert.deepEqual(nats, {
			type: "user",
			version: 2,
			issuer_account: request.keys.accountId,
		});
	});

	test("a name that would be a wildcard or several tokens is never signed", () => {
		const request = agentRequest();
		for (const inst of [
			"*",
			">",
			"a.b",
			"",
			"A",
			"a b",
			"a\n",
			"{{name()}}",
			"a".repeat(65),
		])
			assert.throws(() => agentJwt({ ...request, inst }), /token/);
		assert.throws(
			() => enrolmentCredential({ ...request, inst: "*" }),
			/token/,
		);
		assert.throws(
			() => agentJwt({ ...request, userKey: request.keys.accountId }),
			/user nkey/,
		);
	});

	test("an organisation's account names every limit, both scopes and the revocations", async () => {
		const busKeys = createBusKeys();
		const keys = createOrganisationKeys();
		const cp = publicKey(busKeys.controlPlaneAccountSeed);
		const revoked = createNkey("user").id;
		const jwt = organisationBusAccountJwt({
			keys,
			name: "org_1",
			operatorSigningSeed: busKeys.operatorSigningSeed,
			controlPlaneAccountId: cp,
			issuedAt,
			revocations: { [revoked]: 7 },
		});
		const claims = await decode<Record<string, unknown>>(jwt);
		assert.equal(claims.iss, publicKey(busKeys.operatorSigningSeed));
		const account = claims.nats;
		assert.deepEqual(account.revocations, { [revoked]: 7 });
		assert.deepEqual(account.imports, [
			{
				name: "up",
				account: cp,
				subject: `up.${keys.accountId}.>`,
				local_subject: "up.>",
				type: "service",
			},
			{
				name: "cmd",
				account: cp,
				subject: `cmd.${keys.accountId}.>`,
				local_subject: "cmd.>",
				type: "stream",
			},
		]);
		const limits = account.limits as Record<string, unknown>;
		for (const name of [
			"subs",
			"data",
			"payload",
			"imports",
			"exports",
			"wildcards",
			"conn",
			"leaf",
			"disallow_bearer",
			"mem_storage",
			"disk_storage",
			"streams",
			"consumer",
		])
			assert.notEqual(limits[name], undefined, name);
		const roles = (account.signing_keys as { role: string }[]).map(
			(key) => key.role,
		);
		assert.deepEqual(roles, ["agent", "enrol"]);
	});

	test("the control plane's keys hold neither the operator's identity nor an account's", () => {
		const keys = createBusKeys();
		assert.deepEqual(
			busKeysSchema.parse(JSON.parse(JSON.stringify(keys))),
			keys,
		);
		const part = controlPlaneKeys(keys, issuedAt);
		assert.deepEqual(
			controlPlaneKeysSchema.parse(JSON.parse(JSON.stringify(part))),
			part,
		);
		const text = JSON.stringify(part);
		for (const seed of [
			keys.operatorSeed,
			keys.systemAccountSeed,
			keys.controlPlaneAccountSeed,
		])
			assert.equal(text.includes(seed), false);
	});
});

describe("creds files", () => {
	test("ours are read by the ecosystem's library, and theirs by us", async () => {
		const request = agentRequest();
		const credential = enrolmentCredential(request);
		const theirs = await parseCreds(
			new TextEncoder().encode(formatCredsFile(credential)),
		);
		assert.equal(theirs.jwt, credential.jwt);
		assert.equal(theirs.key, credential.seed);
		const file = text(
			fmtCreds(
				credential.jwt,
				fromSeed(new TextEncoder().encode(credential.seed)),
			),
		);
		assert.deepEqual(parseCredsFile(file), credential);
		assert.deepEqual(parseCredsFile(file.replaceAll("\n", "\r\n")), credential);
	});

	test("a file with a missing block, or whose parts do not belong together, is refused", () => {
		const one = enrolmentCredential(agentRequest());
		const two = enrolmentCredential(agentRequest());
		assert.throws(() => parseCredsFile(""), /no block/);
		assert.throws(() => parseCredsFile("-".repeat(60_000)), /no block/);
		const halves = formatCredsFile({ jwt: one.jwt, seed: two.seed });
		assert.throws(() => parseCredsFile(halves), /do not match/);
		const account = formatCredsFile({
			jwt: one.jwt,
			seed: createNkey("account").seed,
		});
		assert.throws(() => parseCredsFile(account), /not a user/);
		const cut = formatCredsFile(one).slice(0, 400);
		assert.throws(() => parseCredsFile(cut), /no block/);
	});
});
