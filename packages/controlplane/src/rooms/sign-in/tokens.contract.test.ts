import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actor } from "@quarterdeck/contract";
import { eachPostgres, until } from "@quarterdeck/testkit";
import fc from "fast-check";
import { sql } from "kysely";
import type { Proof } from "../people/index.ts";
import { actorOf } from "../people/person.ts";
import { type TokenScope, tokenScopes } from "../people/token-scopes.ts";
import {
	auditCodesOf,
	first,
	newId,
	type RoomParts,
	roomPartsOn,
	roomsOn,
	second,
	sessionOf,
} from "./people-and-sign-in.fixture.ts";

eachPostgres((postgres) => {
	const makeParts = roomPartsOn(postgres);
	suite(makeParts);
	test("a token from before there were scopes is good for all", async () => {
		const parts = await makeParts();
		const { people, signIn } = roomsOn(parts);
		const { organisation, owner } = await first({ people });
		const { token } = await signIn.makeApiToken(
			organisation.id,
			owner.id,
			"old",
		);
		await sql`update api_tokens set scopes = null`.execute(parts.database.on());
		const { proof } = await signIn.authenticate(token);
		assert.deepEqual(proof.kind === "token" && proof.scopes, tokenScopes);
	});
});

const refused = { code: "NOT_SIGNED_IN" };

function suite(makeParts: () => Promise<RoomParts>): void {
	async function staged() {
		const parts = await makeParts();
		const room = roomsOn(parts, { settings: { maxTokens: 4 } });
		const made = await first(room);
		const session = await sessionOf(room.signIn, made.owner);
		const me = await room.signIn.enterOrganisation(session);
		assert.ok(me);
		return { ...room, ...made, parts, session, me };
	}

	test("a token is good for its scopes, until its day, with its last use to be seen", async () => {
		const { signIn, clock, organisation, owner, me, parts } = await staged();
		const { token, apiToken } = await signIn.createApiToken(me, {
			label: " ci ",
			scopes: ["run", "read", "run"],
			expiresInDays: 30,
		});
		assert.deepEqual(apiToken.scopes, ["read", "run"]);
		assert.equal(apiToken.label, "ci");
		const { proof } = await signIn.authenticate(token);
		assert.deepEqual(proof, {
			kind: "token",
			tokenId: apiToken.id,
			scopes: ["read", "run"],
		});
		await clock.wind(2000);
		const list = () =>
			signIn.listApiTokens(organisation.id, owner.id, { first: 9 });
		await until(async () => (await list()).items[0]?.lastUsedAt !== undefined);
		assert.ok(!JSON.stringify(await list()).includes("Hash"));
		await clock.wind(30 * 86_400_000);
		await assert.rejects(signIn.authenticate(token), refused);
		assert.deepEqual((await list()).items, []);
		assert.equal((await auditCodesOf(parts, organisation.id))[0], "token.made");
	});

	test("what cannot be is refused", async () => {
		const { signIn, me } = await staged();
		const good = { label: "ci", scopes: ["read"] as const };
		for (const bad of [
			{ label: "" },
			{ label: "a\nb" },
			{ label: "x".repeat(257) },
			{ scopes: [] },
			{ scopes: ["all"] as never },
			{ expiresInDays: 0 },
			{ expiresInDays: 367 },
			{ expiresInDays: 1.5 },
			{ expiresInDays: Number.NaN },
		])
			await assert.rejects(signIn.createApiToken(me, { ...good, ...bad }), {
				code: "INPUT_INVALID",
			});
	});

	test("a token makes none that can do more than it, whatever it asks for", async () => {
		const { signIn, me, organisation, owner } = await staged();
		const subset = fc.subarray([...tokenScopes], { minLength: 1 });
		await fc.assert(
			fc.asyncProperty(subset, subset, async (own, wanted) => {
				const made = await signIn.createApiToken(me, {
					label: "own",
					scopes: own,
				});
				const by = await signIn.authenticate(made.token);
				const child = await signIn
					.createApiToken(by, { label: "child", scopes: wanted })
					.catch((error) => {
						assert.equal(error.code, "NOT_ALLOWED");
					});
				assert.equal(
					child !== undefined,
					wanted.every((scope) => own.includes(scope)),
				);
				for (const id of [made.apiToken.id, child?.apiToken.id])
					if (id) await signIn.endApiToken(organisation.id, owner.id, id);
			}),
			{ numRuns: 20 },
		);
	});

	test("so many tokens and no more, also at once; an ended one makes room", async () => {
		const { signIn, me, organisation, owner } = await staged();
		const make = () =>
			signIn.createApiToken(me, { label: "ci", scopes: ["read"] });
		const tries = await Promise.allSettled(Array.from({ length: 8 }, make));
		const made = tries.flatMap((one) =>
			one.status === "fulfilled" ? [one.value.apiToken.id] : [],
		);
		assert.equal(made.length, 4);
		await assert.rejects(make(), { code: "TOKENS_TOO_MANY" });
		await signIn.endApiToken(
			organisation.id,
			owner.id,
			made[0] ?? newId("apiToken"),
		);
		await make();
	});

	test("a token ends at its own person's word alone", async () => {
		const { people, signIn, me, organisation, owner, ada } = await staged();
		const globex = await second({ people, signIn });
		const bob = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const { token, apiToken } = await signIn.createApiToken(me, {
			label: "ci",
			scopes: ["read"],
		});
		const { id } = apiToken;
		assert.equal(await signIn.endApiToken(organisation.id, bob.id, id), false);
		assert.equal(
			await signIn.endApiToken(globex.organisation.id, owner.id, id),
			false,
		);
		for (const [organisationId, personId] of [
			[organisation.id, bob.id],
			[globex.organisation.id, owner.id],
		] as const)
			assert.deepEqual(
				(await signIn.listApiTokens(organisationId, personId, { first: 9 }))
					.items,
				[],
			);
		await signIn.authenticate(token);
		assert.equal(await signIn.endApiToken(organisation.id, owner.id, id), true);
		await assert.rejects(signIn.authenticate(token), refused);
	});

	test("a machine token is made in person, by a session, or by a token with all scopes", async () => {
		const { signIn, parts, organisation, ada } = await staged();
		const clusterId = await parts.makeCluster(organisation.id);
		const tokenId = newId("apiToken");
		const makeBy = (proof: Proof) =>
			signIn.createMachineToken({ ...ada, proof }, organisation.id, {
				clusterId,
				label: "x",
			});
		for (const missing of tokenScopes) {
			const scopes = tokenScopes.filter((scope) => scope !== missing);
			await assert.rejects(makeBy({ kind: "token", tokenId, scopes }), {
				code: "TOKEN_TOO_NARROW",
			});
		}
		const made = () =>
			signIn.listMachineTokens(organisation.id, clusterId, { first: 9 });
		assert.deepEqual((await made()).items, []);
		await makeBy({ kind: "token", tokenId, scopes: tokenScopes });
		await makeBy({ kind: "session", sessionId: newId("session") });
		assert.equal((await made()).items.length, 2);
	});

	test("a machine token speaks for one cluster until it ends, and opens nothing else", async () => {
		const { people, signIn, parts, clock, organisation, ada } = await staged();
		const globex = await second({ people, signIn });
		const clusterId = await parts.makeCluster(organisation.id);
		const make = (label: string, expiresInDays?: number) =>
			signIn.createMachineToken(ada, organisation.id, {
				clusterId,
				label,
				expiresInDays,
			});
		const one = await make("prometheus", 30);
		assert.match(one.token, /^qdm_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		assert.ok(!JSON.stringify(one.machineToken).includes("Hash"));
		const machine = await signIn.authenticateMachine(one.token);
		assert.equal(machine.organisation.id, organisation.id);
		assert.equal(machine.clusterId, clusterId);
		assert.equal(machine.label, "prometheus");
		await assert.rejects(signIn.authenticate(one.token), refused);
		await assert.rejects(signIn.findSession(one.token), refused);
		for (const wrong of [
			"",
			one.token.replace("qdm_", "qdt_"),
			`${one.token.slice(0, -9)}AAAAAAAAA`,
		])
			await assert.rejects(signIn.authenticateMachine(wrong), refused);
		const other = await make("grafana");
		assert.equal(
			await signIn.endMachineToken(
				globex.gil,
				globex.organisation.id,
				other.machineToken.id,
			),
			undefined,
		);
		const list = async () =>
			(
				await signIn.listMachineTokens(organisation.id, clusterId, {
					first: 9,
				})
			).items.map(({ label }) => label);
		assert.deepEqual((await list()).sort(), ["grafana", "prometheus"]);
		await clock.wind(30 * 86_400_000);
		await assert.rejects(signIn.authenticateMachine(one.token), refused);
		assert.deepEqual(await list(), ["grafana"]);
		await signIn.endMachineToken(ada, organisation.id, other.machineToken.id);
		await assert.rejects(signIn.authenticateMachine(other.token), refused);
	});

	test("machine tokens end with their cluster on every replica, those of other clusters stay", async () => {
		const { signIn, parts, clock, organisation, ada } = await staged();
		const { signIn: replica } = roomsOn(parts, { clock });
		const clusters = [
			await parts.makeCluster(organisation.id),
			await parts.makeCluster(organisation.id),
		];
		const tokens: string[] = [];
		for (const clusterId of clusters) {
			const { token } = await signIn.createMachineToken(ada, organisation.id, {
				clusterId,
				label: "x",
			});
			tokens.push(token);
			await replica.authenticateMachine(token);
		}
		const [gone = newId("cluster")] = clusters;
		await parts.transact((tx) =>
			signIn.endMachineTokensOf(tx, organisation.id, gone, {
				kind: "person",
				personId: ada.personId,
				email: ada.email,
			}),
		);
		await until(() =>
			replica.authenticateMachine(tokens[0] ?? "").then(
				() => false,
				() => true,
			),
		);
		await replica.authenticateMachine(tokens[1] ?? "");
		assert.equal(
			(await auditCodesOf(parts, organisation.id))[0],
			"machine-token.ended",
		);
	});

	test("machine tokens end with the membership of who made them, those of others stay", async () => {
		const { people, signIn, parts, organisation, ada } = await staged();
		const clusterId = await parts.makeCluster(organisation.id);
		const bob = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const make = (actor: Actor) =>
			signIn.createMachineToken(actor, organisation.id, {
				clusterId,
				label: "x",
			});
		const [his, hers] = [await make(actorOf(bob)), await make(ada)];
		await people.removePerson(ada, organisation.id, bob.email);
		await assert.rejects(signIn.authenticateMachine(his.token), refused);
		const machine = await signIn.authenticateMachine(hers.token);
		assert.equal(machine.clusterId, clusterId);
		const { items } = await parts.audit.listRecords(
			organisation.id,
			{ code: "machine-token.ended" },
			{ first: 5 },
		);
		assert.deepEqual(
			items.map(({ subjectId }) => subjectId),
			[his.machineToken.id],
		);
	});

	test("only somebody of the organisation makes a machine token, and only so many", async () => {
		const { people, signIn, parts, organisation, ada } = await staged();
		const globex = await second({ people, signIn });
		const clusterId = await parts.makeCluster(organisation.id);
		const wanted = { clusterId, label: "x" };
		await assert.rejects(
			signIn.createMachineToken(globex.gil, organisation.id, wanted),
			{ code: "PERSON_NOT_FOUND" },
		);
		for (let i = 0; i < 4; i++)
			await signIn.createMachineToken(ada, organisation.id, wanted);
		await assert.rejects(
			signIn.createMachineToken(ada, organisation.id, wanted),
			{ code: "TOKENS_TOO_MANY" },
		);
	});

	test("a token without all scopes hands out no link, no invitation, no groups and no organisation", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner, ada } = await first({ people });
		const at = organisation.id;
		const bob = await people.addPerson(ada, at, { email: "bob@example.com" });
		const signedIn = await signIn.enterOrganisation(
			await sessionOf(signIn, owner),
		);
		assert.ok(signedIn);
		const by = async (scopes: readonly TokenScope[]) => {
			const made = await signIn.createApiToken(signedIn, {
				label: "x",
				scopes,
			});
			const { actor, proof } = await signIn.authenticate(made.token);
			return { ...actor, proof };
		};
		const narrow = await by(["people", "read", "run"]);
		const email = "eve@example.com";
		for (const attempt of [
			() => people.addPerson(narrow, at, { email }),
			() => people.invitePerson(narrow, at, { email }),
			() => signIn.makeSignInLink(at, bob.id, { by: narrow }),
			() => people.updatePerson(narrow, at, bob.id, { groups: ["admins"] }),
			() => people.transferOwnership(narrow, at, bob.id),
		])
			await assert.rejects(attempt(), { code: "TOKEN_TOO_NARROW" });
		await people.updatePerson(narrow, at, bob.id, { displayName: "Bob" });
		const whole = await by(tokenScopes);
		const eve = await people.addPerson(whole, at, { email });
		await signIn.makeSignInLink(at, eve.id, { by: whole });
	});
}
