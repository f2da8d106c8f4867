import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import {
	first,
	newId,
	roomPartsOn,
	roomsOn,
	second,
} from "./people-and-sign-in.fixture.ts";
import type { StoredSession } from "./session-store.ts";
import type { ApiToken, StoredMachineToken } from "./token-store.ts";

expectRecordedSql(import.meta.filename, [
	"link-store.pg.ts",
	"password-store.pg.ts",
	"provider-account-store.pg.ts",
	"session-store.pg.ts",
	"token-store.pg.ts",
]);

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const secretHash = "0".repeat(64);

eachPostgres((postgres) => {
	const makeParts = roomPartsOn(postgres);
	async function staged() {
		const parts = await makeParts();
		const { organisation, owner } = await first(roomsOn(parts));
		return { ...parts, owner, organisationId: organisation.id };
	}

	test("a link is used once, ended with its person, and swept", async () => {
		const { linkStore, transact, organisationId, owner } = await staged();
		const linkOf = () => ({
			id: newId("signInLink"),
			organisationId,
			personId: owner.id,
			secretHash,
			expiresAt: at(10),
			usedAt: undefined,
			madeBy: undefined,
			provesAccount: true,
		});
		const [one, other] = [linkOf(), linkOf()];
		await transact(async (tx) => {
			await linkStore.insertSignInLink(tx, one);
			await linkStore.insertSignInLink(tx, other);
		});
		assert.deepEqual(await linkStore.findSignInLink(one.id), one);
		const use = (id: typeof one.id) =>
			transact((tx) => linkStore.useSignInLink(tx, organisationId, id, at(1)));
		assert.deepEqual([await use(one.id), await use(one.id)], [true, false]);
		await transact((tx) =>
			linkStore.endSignInLinks(tx, organisationId, owner.id, at(1)),
		);
		assert.equal(await use(other.id), false);
		assert.equal(await linkStore.sweepSignInLinks(at(5), 10), 0);
		assert.equal(await linkStore.sweepSignInLinks(at(20), 10), 2);
	});

	test("passwords are kept by what they prove, narrowed and taken away", async () => {
		const { passwordStore, transact, organisationId, owner } = await staged();
		const { accountId } = owner;
		const list = () => passwordStore.listPasswords(accountId, 5);
		const has = (provedFor?: typeof organisationId) =>
			passwordStore.hasPassword(accountId, provedFor);
		const password = (minute: number, provedFor?: typeof organisationId) => ({
			provedFor,
			hash: `scrypt$4$8$1$${minute}$x`,
			setAt: at(minute),
			reach: provedFor && [provedFor],
		});
		const [narrow, whole] = [password(1, organisationId), password(2)];
		const put = (one: typeof narrow) =>
			transact((tx) => passwordStore.putPassword(tx, accountId, one));
		await put(narrow);
		await put(whole);
		assert.deepEqual(await list(), [whole, narrow]);
		assert.deepEqual([await has(), await has(organisationId)], [true, true]);
		await transact((tx) =>
			passwordStore.closePasswords(tx, accountId, organisationId),
		);
		assert.deepEqual(await list(), [whole]);
		await put(narrow);
		await transact((tx) => passwordStore.deleteNarrowPasswords(tx, accountId));
		assert.deepEqual(await list(), [whole]);
	});

	test("attempts are counted, lock, are forgiven and swept", async () => {
		const { passwordStore } = await staged();
		const count = () =>
			passwordStore.countAttempt(secretHash, {
				at: at(1),
				limit: 1,
				seconds: 60,
				doubles: true,
			});
		assert.equal((await count()).lockedUntil, undefined);
		await passwordStore.forgiveAttempts(secretHash, "one");
		assert.equal((await count()).failures, 1);
		assert.deepEqual((await count()).lockedUntil, at(2));
		await passwordStore.forgiveAttempts(secretHash, "all");
		assert.equal((await count()).failures, 1);
		assert.equal(await passwordStore.sweepAttempts(at(1), 10), 0);
		assert.equal(await passwordStore.sweepAttempts(at(5), 10), 1);
	});

	test("a provider account is linked once, and another of its issuer is told apart", async () => {
		const { providerAccountStore, transact, owner } = await staged();
		const linked = {
			issuer: "https://id.example",
			subject: "ada",
			accountId: owner.accountId,
			email: owner.email,
			createdAt: at(0),
			lastSeenAt: at(0),
		};
		await transact(async (tx) => {
			const insert = () =>
				providerAccountStore.insertProviderAccount(tx, linked);
			assert.deepEqual([await insert(), await insert()], [true, false]);
			const isHeld = (subject: string) =>
				providerAccountStore.isHeldByAnother(tx, { ...linked, subject });
			assert.deepEqual(
				[await isHeld("ada"), await isHeld("eve")],
				[false, true],
			);
			const seen = { ...linked, email: "ada.b@x.io", lastSeenAt: at(1) };
			await providerAccountStore.touchProviderAccount(tx, seen);
			assert.deepEqual(
				await providerAccountStore.findProviderAccount(
					tx,
					linked.issuer,
					linked.subject,
				),
				seen,
			);
		});
	});

	test("sessions are listed and ended within what they open", async () => {
		const { sessionStore, transact, organisationId, owner } = await staged();
		const { accountId } = owner;
		const sessionOf = (reach: StoredSession["reach"]): StoredSession => ({
			id: newId("session"),
			accountId,
			secretHash,
			method: "link",
			reach,
			provedFor: reach?.[0],
			issuer: undefined,
			createdAt: at(0),
			lastSeenAt: at(0),
			expiresAt: at(60),
			endedAt: undefined,
			userAgent: "test",
			address: "::1",
			organisationId: undefined,
		});
		const all = [
			sessionOf([organisationId]),
			sessionOf([organisationId]),
			sessionOf(undefined),
			sessionOf(undefined),
		] as const;
		const [narrow, other, whole, last] = all;
		await transact(async (tx) => {
			for (const session of all) await sessionStore.insertSession(tx, session);
		});
		assert.deepEqual(await sessionStore.findSession(whole.id), {
			session: whole,
			hasPassword: false,
		});
		const live = { at: at(1), seenAfter: at(-1) };
		const idsOf = (some: readonly StoredSession[]) => some.map(({ id }) => id);
		const list = async (within: StoredSession["reach"]) =>
			idsOf(
				await sessionStore.listSessions(accountId, within, live, { limit: 9 }),
			);
		const newestFirst = idsOf(all).sort().reverse();
		assert.deepEqual(await list(undefined), newestFirst);
		assert.deepEqual(
			await list([organisationId]),
			newestFirst.filter((id) => id === other.id || id === narrow.id),
		);
		await sessionStore.touchSessions([
			{ id: whole.id, at: at(1), organisationId },
		]);
		const end = (
			within: StoredSession["reach"],
			which: { only?: typeof whole.id; except?: typeof whole.id },
		) =>
			transact((tx) =>
				sessionStore.endSessions(tx, accountId, within, which, at(2)),
			);
		assert.deepEqual(idsOf(await end([organisationId], { except: other.id })), [
			narrow.id,
		]);
		assert.deepEqual(idsOf(await end(undefined, { only: other.id })), [
			other.id,
		]);
		const surplus = await transact((tx) =>
			sessionStore.endSurplusSessions(tx, accountId, 1, live),
		);
		assert.deepEqual(idsOf(surplus), [last.id]);
		assert.deepEqual(
			await sessionStore.endedAmong([whole.id, narrow.id], live),
			[narrow.id],
		);
		const dead = { at: at(5), seenAfter: at(-5) };
		assert.equal(await sessionStore.sweepSessions(dead, 10), 3);
	});

	test("a session is extended, and enters each organisation once", async () => {
		const parts = await staged();
		const { sessionStore, transact, organisationId } = parts;
		const globex = await second(roomsOn(parts));
		const { session } = globex.session;
		const place = { organisation: globex.organisation, person: globex.person };
		const has = () => sessionStore.hasEntered(session.id, globex.person);
		assert.equal(await has(), false);
		await transact(async (tx) => {
			await sessionStore.extendSession(tx, session.id, organisationId);
			const enter = () =>
				sessionStore.insertEntry(tx, session.id, place, at(1));
			assert.deepEqual([await enter(), await enter()], [true, false]);
		});
		assert.equal(await has(), true);
		const found = await sessionStore.findSession(session.id);
		assert.equal(found?.session.reach, undefined, "it opens all already");
	});

	test("API tokens are found, listed, noted and ended", async () => {
		const { tokenStore, transact, organisationId, owner } = await staged();
		const token: ApiToken = {
			id: newId("apiToken"),
			organisationId,
			personId: owner.id,
			secretHash,
			label: "ci",
			scopes: ["read"],
			createdAt: at(0),
			expiresAt: at(60),
			endedAt: undefined,
			lastUsedAt: undefined,
		};
		await transact((tx) => tokenStore.insertApiToken(tx, token));
		await tokenStore.touchApiTokens([{ id: token.id, at: at(1) }]);
		const used = { ...token, lastUsedAt: at(1) };
		assert.deepEqual(await tokenStore.findApiToken(token.id), used);
		const list = () =>
			tokenStore.listApiTokens(organisationId, owner.id, {
				limit: 5,
				at: at(2),
			});
		assert.deepEqual(await list(), [used]);
		const ended = await transact((tx) =>
			tokenStore.endApiTokens(tx, organisationId, owner.id, undefined, at(2)),
		);
		assert.deepEqual(ended, [token.id]);
		assert.deepEqual(await tokenStore.endedAmong([token.id], at(1)), [
			token.id,
		]);
		assert.deepEqual(await list(), []);
	});

	test("machine tokens are found, listed, noted and ended", async () => {
		const { tokenStore, transact, organisationId, owner, makeCluster } =
			await staged();
		const token: StoredMachineToken = {
			id: newId("machineToken"),
			organisationId,
			clusterId: await makeCluster(organisationId),
			secretHash,
			label: "ci",
			madeBy: owner.id,
			createdAt: at(0),
			expiresAt: undefined,
			endedAt: undefined,
			lastUsedAt: undefined,
		};
		await transact((tx) => tokenStore.insertMachineToken(tx, token));
		await tokenStore.touchMachineTokens([{ id: token.id, at: at(1) }]);
		const used = { ...token, lastUsedAt: at(1) };
		assert.deepEqual(await tokenStore.findMachineToken(token.id), used);
		const list = () =>
			tokenStore.listMachineTokens(organisationId, token.clusterId, {
				limit: 5,
				at: at(2),
			});
		assert.deepEqual(await list(), [used]);
		const ending = (before: Date, of = organisationId) =>
			tokenStore.endingMachineTokens(of, { from: at(2), before }, 5);
		const short = { ...token, id: newId("machineToken"), expiresAt: at(5) };
		const late = { ...token, id: newId("machineToken"), expiresAt: at(2) };
		for (const one of [short, late])
			await transact((tx) => tokenStore.insertMachineToken(tx, one));
		assert.deepEqual(await ending(at(5)), []);
		assert.deepEqual(await ending(at(6)), [short]);
		assert.deepEqual(await ending(at(6), newId("organisation")), []);
		for (const { id } of [short, late])
			await transact((tx) =>
				tokenStore.endMachineTokens(tx, organisationId, { id }, at(2)),
			);
		assert.deepEqual(await ending(at(6)), []);
		const end = (which: Parameters<typeof tokenStore.endMachineTokens>[2]) =>
			transact((tx) =>
				tokenStore.endMachineTokens(tx, organisationId, which, at(2)),
			);
		assert.deepEqual(await end({ id: newId("machineToken") }), []);
		assert.deepEqual(await end({ madeBy: owner.id }), [
			{ ...used, endedAt: at(2) },
		]);
		assert.deepEqual(await list(), []);
	});
});
