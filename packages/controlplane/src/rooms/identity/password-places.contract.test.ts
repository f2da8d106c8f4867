import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { eachPostgres } from "@quarterdeck/testkit";
import { actorOf, type Person } from "./person.ts";
import {
	fakeGround,
	first,
	type Ground,
	postgresGrounds,
	providerSession,
	roomOn,
	second,
	sessionOf,
} from "./testdata/identity-ground.ts";

describe("in memory", () => suite(async () => fakeGround()));
eachPostgres((postgres) => suite(postgresGrounds(postgres).ground));

const [hers, his, other] = [
	"a password of hers",
	"a password of his",
	"another password",
];
const refused = { code: "PASSWORD_REFUSED" };
const email = "bob@example.com";

/** Acme of Ada and Globex of Gil; Bob is in both. */
function suite(makeGround: () => Promise<Ground>): void {
	async function staged() {
		const ground = await makeGround();
		const { identity, clock } = roomOn(ground);
		const acme = await first(identity);
		const globex = await second(identity);
		const add = (of: typeof acme | typeof globex) =>
			identity.addPerson("ada" in of ? of.ada : of.gil, of.organisation.id, {
				email,
			});
		const bob = { acme: await add(acme), globex: await add(globex) };
		/** A session by a link that a member made. */
		async function linked(person: Person) {
			const by =
				person.organisationId === acme.organisation.id ? acme.ada : globex.gil;
			const at = person.organisationId;
			const { code } = await identity.makeSignInLink(at, person.id, { by });
			return identity.signInByLink(code, {});
		}
		const signIn = (password: string) =>
			identity.signInByPassword({ email, password }, {});
		async function opens(password: string) {
			const { account, reach } = await signIn(password);
			const open = await identity.listMemberships({ account, reach });
			return open.map(({ organisation }) => organisation.name).sort();
		}
		return {
			ground,
			identity,
			clock,
			acme,
			globex,
			bob,
			add,
			linked,
			signIn,
			opens,
		};
	}

	test("a session that makes or joins an organisation is asked for the current password as before", async () => {
		const { identity, globex, bob, linked, opens, signIn } = await staged();
		await identity.setPassword(await linked(bob.acme), { password: his });
		const stolen = await linked(bob.acme);
		await identity.createOrganisation(stolen, "Stepping stone");
		await identity.removePerson(globex.gil, globex.organisation.id, email);
		const { code } = await identity.invitePerson(
			globex.gil,
			globex.organisation.id,
			{ email },
		);
		await identity.acceptInvitation(stolen, code);
		const grown = await identity.findSession(stolen.secret);
		assert.equal(grown.reach?.length, 3);
		assert.equal(grown.account.hasPassword, true);
		for (const current of [undefined, "", hers])
			await assert.rejects(
				identity.setPassword(grown, { current, password: hers }),
				refused,
			);
		assert.deepEqual(await opens(his), ["Acme"]);
		await assert.rejects(signIn(hers), refused);
	});

	test("what an organisation's link sets stands beside what another's sets, and neither is asked for the other", async () => {
		const { identity, ground, bob, linked, opens, signIn } = await staged();
		await identity.setPassword(await linked(bob.acme), { password: hers });
		const own = await linked(bob.globex);
		assert.equal(own.account.hasPassword, false);
		await identity.setPassword(own, { password: his });
		assert.deepEqual(await opens(hers), ["Acme"]);
		assert.deepEqual(await opens(his), ["Globex"]);
		const hashes = (
			await ground.accountStore.listPasswords(bob.acme.accountId, 9)
		).map(({ hash }) => hash.split("$")[4]);
		assert.equal(hashes.length, 2);
		assert.equal(new Set(hashes).size, 1, "one hashing tries both");
		await identity.setPassword(own, { current: his, password: other });
		assert.deepEqual(await opens(hers), ["Acme"]);
		assert.deepEqual(await opens(other), ["Globex"]);
		await assert.rejects(signIn(his), refused);
	});

	test("a password opens nothing that its account joins later, until it is set anew", async () => {
		const { identity, globex, bob, linked, opens, signIn } = await staged();
		await identity.removePerson(globex.gil, globex.organisation.id, email);
		await identity.setPassword(await linked(bob.acme), { password: hers });
		const { code } = await identity.invitePerson(
			globex.gil,
			globex.organisation.id,
			{ email },
		);
		const session = await signIn(hers);
		await identity.acceptInvitation(session, code);
		assert.deepEqual(await opens(hers), ["Acme"]);
		const hersOpen = await signIn(hers);
		const grown = await identity.findSession(session.secret);
		await identity.setPassword(grown, { current: hers, password: his });
		assert.deepEqual(await opens(his), ["Acme", "Globex"]);
		await assert.rejects(signIn(hers), refused);
		await assert.rejects(identity.findSession(hersOpen.secret), {
			code: "NOT_SIGNED_IN",
		});
	});

	test("a new password ends what the one before began, however far that came", async () => {
		const { identity, bob, linked, signIn } = await staged();
		const session = await linked(bob.acme);
		await identity.setPassword(session, { password: hers });
		const stolen = await signIn(hers);
		await identity.createOrganisation(stolen, "Stepping stone");
		const { secret } = await identity
			.findSession(stolen.secret)
			.then(() => stolen);
		await identity.setPassword(session, { current: hers, password: his });
		await assert.rejects(identity.findSession(secret), {
			code: "NOT_SIGNED_IN",
		});
	});

	test("who proved the whole account sets one for all of it without knowing any, and the narrow ones are gone", async () => {
		const { identity, bob, linked, opens, signIn } = await staged();
		await identity.setPassword(await linked(bob.acme), { password: hers });
		await identity.setPassword(await linked(bob.globex), { password: other });
		const proved = await providerSession(identity, email);
		assert.equal(proved.account.hasPassword, false);
		await identity.setPassword(proved, { password: his });
		assert.deepEqual(await opens(his), ["Acme", "Globex"]);
		for (const gone of [hers, other])
			await assert.rejects(signIn(gone), refused);
		await assert.rejects(
			identity.setPassword(proved, { current: hers, password: other }),
			refused,
		);
		await identity.setPassword(await sessionOf(identity, bob.globex), {
			password: other,
		});
		assert.deepEqual(await opens(other), ["Acme", "Globex"]);
		const byPassword = await signIn(other);
		await assert.rejects(
			identity.setPassword(byPassword, { password: his }),
			refused,
		);
		await identity.setPassword(byPassword, { current: other, password: his });
		assert.deepEqual(await opens(his), ["Acme", "Globex"]);
	});

	test("where one password was set twice, what was set last opens: nobody tries out another's so", async () => {
		const { identity, clock, bob, linked, opens } = await staged();
		await identity.setPassword(await providerSession(identity, email), {
			password: his,
		});
		await clock.wind(1000);
		await identity.setPassword(await linked(bob.acme), { password: his });
		assert.deepEqual(await opens(his), ["Acme"]);
	});

	test("whoever knows one password does not make the count of wrong ones begin anew", async () => {
		const { identity, bob, linked, signIn } = await staged();
		const session = await linked(bob.acme);
		await identity.setPassword(session, { password: hers });
		await identity.setPassword(await linked(bob.globex), { password: his });
		for (let i = 0; i < 4; i++) {
			await assert.rejects(signIn(`a guess ${i}`), refused);
			await signIn(hers);
			await identity.setPassword(session, { current: hers, password: hers });
		}
		await assert.rejects(signIn("a fifth guess"), refused);
		await assert.rejects(signIn(his), {
			...refused,
			message: /too many attempts/,
		});
	});

	test("a removed person's password opens that organisation no more, not even when they are added again", async () => {
		const { identity, acme, bob, add, linked, opens, signIn } = await staged();
		await identity.setPassword(await linked(bob.acme), { password: hers });
		await identity.setPassword(await linked(bob.globex), { password: his });
		await identity.removePerson(acme.ada, acme.organisation.id, email);
		await add(acme);
		await assert.rejects(signIn(hers), refused);
		assert.deepEqual(await opens(his), ["Globex"]);
	});

	test("a lock is told to the organisations that a password opens, and to no other", async () => {
		const { identity, ground, acme, globex, bob, linked, signIn } =
			await staged();
		await identity.setPassword(await linked(bob.globex), { password: his });
		for (let i = 0; i < 6; i++) await assert.rejects(signIn("x"), refused);
		const told = async (id: OrganisationId) => {
			const page = await ground.audit.listRecords(id, {}, { first: 100 });
			return page.items.filter(({ code }) => code === "sign-in.locked").length;
		};
		assert.equal(await told(globex.organisation.id), 1);
		assert.equal(await told(acme.organisation.id), 0);
	});

	test("a session that ended changes nothing any more", async () => {
		const { identity, globex, bob, linked, signIn } = await staged();
		await identity.removePerson(globex.gil, globex.organisation.id, email);
		const session = await linked(bob.acme);
		const { code } = await identity.invitePerson(
			globex.gil,
			globex.organisation.id,
			{ email },
		);
		await identity.endSession(session, session.session.id);
		const ended = { code: "NOT_SIGNED_IN" };
		await assert.rejects(
			identity.setPassword(session, { password: his }),
			ended,
		);
		await assert.rejects(identity.createOrganisation(session, "Late"), ended);
		await assert.rejects(identity.acceptInvitation(session, code), ended);
		await assert.rejects(signIn(his), refused);
		assert.equal(actorOf(bob.acme).email, email);
	});
}
