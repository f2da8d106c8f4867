import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Actor } from "@quarterdeck/contract";
import { eachPostgres, until } from "@quarterdeck/testkit";
import fc from "fast-check";
import { sql } from "kysely";
import { actorOf } from "./person.ts";
import {
	auditCodesOf,
	fakeGround,
	first,
	type Ground,
	newId,
	postgresGrounds,
	roomOn,
	second,
	sessionOf,
} from "./testdata/identity-ground.ts";
import { type TokenScope, tokenScopes } from "./token-scopes.ts";

describe("in memory", () => suite(async () => fakeGround()));

eachPostgres((postgres) => {
	const { ground, last } = postgresGrounds(postgres);
	suite(ground);
	test("a token from before there were scopes is good for all", async () => {
		const { identity } = roomOn(await ground());
		const { organisation, owner } = await first(identity);
		const { token } = await identity.makeApiToken(
			organisation.id,
			owner.id,
			"old",
		);
		await sql`update api_tokens set scopes = null`.execute(last().on());
		const { proof } = await identity.authenticate(token);
		assert.deepEqual(proof.kind === "token" && proof.scopes, tokenScopes);
	});
});

const refused = { code: "NOT_SIGNED_IN" };

function suite(makeGround: () => Promise<Ground>): void {
	async function staged() {
		const ground = await makeGround();
		const room = roomOn(ground, { settings: { maxTokens: 4 } });
		const made = await first(room.identity);
		const session = await sessionOf(room.identity, made.owner);
		const me = await room.identity.enterOrganisation(session);
		assert.ok(me);
		return { ...room, ...made, ground, session, me };
	}

	test("a token is good for its scopes, until its day, with its last use to be seen", async () => {
		const { identity, clock, organisation, owner, me, ground } = await staged();
		const { token, apiToken } = await identity.createApiToken(me, {
			label: " ci ",
			scopes: ["run", "read", "run"],
			expiresInDays: 30,
		});
		assert.deepEqual(apiToken.scopes, ["read", "run"]);
		assert.equal(apiToken.label, "ci");
		const { proof } = await identity.authenticate(token);
		assert.deepEqual(proof, {
			kind: "token",
			tokenId: apiToken.id,
			scopes: ["read", "run"],
		});
		await clock.wind(2000);
		const list = () =>
			identity.listApiTokens(organisation.id, owner.id, { first: 9 });
		await until(async () => (await list()).items[0]?.lastUsedAt !== undefined);
		assert.ok(!JSON.stringify(await list()).includes("Hash"));
		await clock.wind(30 * 86_400_000);
		await assert.rejects(identity.authenticate(token), refused);
		assert.deepEqual((await list()).items, []);
		assert.equal(
			(await auditCodesOf(ground, organisation.id))[0],
			"token.made",
		);
	});

	test("what cannot be is refused", async () => {
		const { identity, me } = await staged();
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
			await assert.rejects(identity.createApiToken(me, { ...good, ...bad }), {
				code: "INPUT_INVALID",
			});
	});

	test("a token makes none that can do more than it, whatever it asks for", async () => {
		const { identity, me, organisation, owner } = await staged();
		const subset = fc.subarray([...tokenScopes], { minLength: 1 });
		await fc.assert(
			fc.asyncProperty(subset, subset, async (own, wanted) => {
				const made = await identity.createApiToken(me, {
					label: "own",
					scopes: own,
				});
				const by = await identity.authenticate(made.token);
				const child = await identity
					.createApiToken(by, { label: "child", scopes: wanted })
					.catch((error) => {
						assert.equal(error.code, "NOT_ALLOWED");
					});
				assert.equal(
					child !== undefined,
					wanted.every((scope) => own.includes(scope)),
				);
				for (const id of [made.apiToken.id, child?.apiToken.id])
					if (id) await identity.endApiToken(organisation.id, owner.id, id);
			}),
			{ numRuns: 20 },
		);
	});

	test("so many tokens and no more, also at once; an ended one makes room", async () => {
		const { identity, me, organisation, owner } = await staged();
		const make = () =>
			identity.createApiToken(me, { label: "ci", scopes: ["read"] });
		const tries = await Promise.allSettled(Array.from({ length: 8 }, make));
		const made = tries.flatMap((one) =>
			one.status === "fulfilled" ? [one.value.apiToken.id] : [],
		);
		assert.equal(made.length, 4);
		await assert.rejects(make(), { code: "TOKENS_TOO_MANY" });
		await identity.endApiToken(
			organisation.id,
			owner.id,
			made[0] ?? newId("apiToken"),
		);
		await make();
	});

	test("a token ends at its own person's word alone", async () => {
		const { identity, me, organisation, owner, ada } = await staged();
		const globex = await second(identity);
		const bob = await identity.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const { token, apiToken } = await identity.createApiToken(me, {
			label: "ci",
			scopes: ["read"],
		});
		const { id } = apiToken;
		assert.equal(
			await identity.endApiToken(organisation.id, bob.id, id),
			false,
		);
		assert.equal(
			await identity.endApiToken(globex.organisation.id, owner.id, id),
			false,
		);
		for (const [organisationId, personId] of [
			[organisation.id, bob.id],
			[globex.organisation.id, owner.id],
		] as const)
			assert.deepEqual(
				(await identity.listApiTokens(organisationId, personId, { first: 9 }))
					.items,
				[],
			);
		await identity.authenticate(token);
		assert.equal(
			await identity.endApiToken(organisation.id, owner.id, id),
			true,
		);
		await assert.rejects(identity.authenticate(token), refused);
	});

	test("a machine token speaks for one cluster until it ends, and opens nothing else", async () => {
		const { identity, ground, clock, organisation, ada } = await staged();
		const globex = await second(identity);
		const clusterId = await ground.makeCluster(organisation.id);
		const make = (label: string, expiresInDays?: number) =>
			identity.createMachineToken(ada, organisation.id, {
				clusterId,
				label,
				expiresInDays,
			});
		const one = await make("prometheus", 30);
		assert.match(one.token, /^qdm_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		assert.ok(!JSON.stringify(one.machineToken).includes("Hash"));
		const machine = await identity.authenticateMachine(one.token);
		assert.equal(machine.organisation.id, organisation.id);
		assert.equal(machine.clusterId, clusterId);
		assert.equal(machine.label, "prometheus");
		await assert.rejects(identity.authenticate(one.token), refused);
		await assert.rejects(identity.findSession(one.token), refused);
		for (const wrong of [
			"",
			one.token.replace("qdm_", "qdt_"),
			`${one.token.slice(0, -9)}AAAAAAAAA`,
		])
			await assert.rejects(identity.authenticateMachine(wrong), refused);
		const other = await make("grafana");
		assert.equal(
			await identity.endMachineToken(
				globex.gil,
				globex.organisation.id,
				other.machineToken.id,
			),
			undefined,
		);
		const list = async () =>
			(
				await identity.listMachineTokens(organisation.id, clusterId, {
					first: 9,
				})
			).items.map(({ label }) => label);
		assert.deepEqual((await list()).sort(), ["grafana", "prometheus"]);
		await clock.wind(30 * 86_400_000);
		await assert.rejects(identity.authenticateMachine(one.token), refused);
		assert.deepEqual(await list(), ["grafana"]);
		await identity.endMachineToken(ada, organisation.id, other.machineToken.id);
		await assert.rejects(identity.authenticateMachine(other.token), refused);
	});

	test("machine tokens end with their cluster on every replica, those of other clusters stay", async () => {
		const { identity, ground, clock, organisation, ada } = await staged();
		const { identity: replica } = roomOn(ground, { clock });
		const clusters = [
			await ground.makeCluster(organisation.id),
			await ground.makeCluster(organisation.id),
		];
		const tokens: string[] = [];
		for (const clusterId of clusters) {
			const { token } = await identity.createMachineToken(
				ada,
				organisation.id,
				{
					clusterId,
					label: "x",
				},
			);
			tokens.push(token);
			await replica.authenticateMachine(token);
		}
		const [gone = newId("cluster")] = clusters;
		await ground.transact((tx) =>
			identity.endMachineTokensOf(tx, organisation.id, gone, {
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
			(await auditCodesOf(ground, organisation.id))[0],
			"machine-token.ended",
		);
	});

	test("machine tokens end with the membership of who made them, those of others stay", async () => {
		const { identity, ground, organisation, ada } = await staged();
		const clusterId = await ground.makeCluster(organisation.id);
		const bob = await identity.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const make = (actor: Actor) =>
			identity.createMachineToken(actor, organisation.id, {
				clusterId,
				label: "x",
			});
		const [his, hers] = [await make(actorOf(bob)), await make(ada)];
		await identity.removePerson(ada, organisation.id, bob.email);
		await assert.rejects(identity.authenticateMachine(his.token), refused);
		const machine = await identity.authenticateMachine(hers.token);
		assert.equal(machine.clusterId, clusterId);
		const { items } = await ground.audit.listRecords(
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
		const { identity, ground, organisation, ada } = await staged();
		const globex = await second(identity);
		const clusterId = await ground.makeCluster(organisation.id);
		const wanted = { clusterId, label: "x" };
		await assert.rejects(
			identity.createMachineToken(globex.gil, organisation.id, wanted),
			{ code: "PERSON_NOT_FOUND" },
		);
		for (let i = 0; i < 4; i++)
			await identity.createMachineToken(ada, organisation.id, wanted);
		await assert.rejects(
			identity.createMachineToken(ada, organisation.id, wanted),
			{ code: "TOKENS_TOO_MANY" },
		);
	});

	test("a token without all scopes hands out no link, no invitation, no groups and no organisation", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner, ada } = await first(identity);
		const at = organisation.id;
		const bob = await identity.addPerson(ada, at, { email: "bob@example.com" });
		const signedIn = await identity.enterOrganisation(
			await sessionOf(identity, owner),
		);
		assert.ok(signedIn);
		const by = async (scopes: readonly TokenScope[]) => {
			const made = await identity.createApiToken(signedIn, {
				label: "x",
				scopes,
			});
			const { actor, proof } = await identity.authenticate(made.token);
			return { ...actor, proof };
		};
		const narrow = await by(["people", "read", "run"]);
		const email = "eve@example.com";
		for (const attempt of [
			() => identity.addPerson(narrow, at, { email }),
			() => identity.invitePerson(narrow, at, { email }),
			() => identity.makeSignInLink(at, bob.id, { by: narrow }),
			() => identity.updatePerson(narrow, at, bob.id, { groups: ["admins"] }),
			() => identity.transferOwnership(narrow, at, bob.id),
		])
			await assert.rejects(attempt(), { code: "TOKEN_TOO_NARROW" });
		await identity.updatePerson(narrow, at, bob.id, { displayName: "Bob" });
		const whole = await by(tokenScopes);
		const eve = await identity.addPerson(whole, at, { email });
		await identity.makeSignInLink(at, eve.id, { by: whole });
	});
}
