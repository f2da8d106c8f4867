import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { eachPostgres } from "@quarterdeck/testkit";
import { actorOf, type Person } from "../people/person.ts";
import {
	first,
	providerSession,
	type RoomParts,
	roomPartsOn,
	roomsOn,
	second,
	sessionOf,
} from "./people-and-sign-in.fixture.ts";
import { mustSayCurrent } from "./set-password.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

const [hers, his, other] = [
	"a password of hers",
	"a password of his",
	"another password",
];
const refused = { code: "PASSWORD_REFUSED" };
const email = "bob@example.com";

/** Acme of Ada and Globex of Gil; Bob is in both. */
function suite(makeParts: () => Promise<RoomParts>): void {
	async function staged() {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const acme = await first({ people });
		const globex = await second({ people, signIn });
		const add = (of: typeof acme | typeof globex) =>
			people.addPerson("ada" in of ? of.ada : of.gil, of.organisation.id, {
				email,
			});
		const bob = { acme: await add(acme), globex: await add(globex) };
		/** A session by a link that a member made. */
		async function linked(person: Person) {
			const by =
				person.organisationId === acme.organisation.id ? acme.ada : globex.gil;
			const at = person.organisationId;
			const { code } = await signIn.makeSignInLink(at, person.id, { by });
			return signIn.signInByLink(code, {});
		}
		const byPassword = (password: string) =>
			signIn.signInByPassword({ email, password }, {});
		async function opens(password: string) {
			const { account, reach } = await byPassword(password);
			const open = await people.listMemberships({ account, reach });
			return open.map(({ organisation }) => organisation.name).sort();
		}
		return {
			parts,
			people,
			signIn,
			clock,
			acme,
			globex,
			bob,
			add,
			linked,
			byPassword,
			opens,
		};
	}

	test("a session that makes or joins an organisation is asked for the current password as before", async () => {
		const { people, signIn, globex, bob, linked, opens, byPassword } =
			await staged();
		await signIn.setPassword(await linked(bob.acme), { password: his });
		const stolen = await linked(bob.acme);
		await people.createOrganisation(stolen, "Stepping stone");
		await people.removePerson(globex.gil, globex.organisation.id, email);
		const { code } = await people.invitePerson(
			globex.gil,
			globex.organisation.id,
			{ email },
		);
		await people.acceptInvitation(stolen, code);
		const grown = await signIn.findSession(stolen.secret);
		assert.equal(grown.reach?.length, 3);
		assert.equal(grown.account.hasPassword, true);
		for (const current of [undefined, "", hers])
			await assert.rejects(
				signIn.setPassword(grown, { current, password: hers }),
				refused,
			);
		assert.deepEqual(await opens(his), ["Acme"]);
		await assert.rejects(byPassword(hers), refused);
	});

	test("what an organisation's link sets stands beside what another's sets, and neither is asked for the other", async () => {
		const { signIn, parts, bob, linked, opens, byPassword } = await staged();
		await signIn.setPassword(await linked(bob.acme), { password: hers });
		const own = await linked(bob.globex);
		assert.equal(own.account.hasPassword, false);
		await signIn.setPassword(own, { password: his });
		assert.deepEqual(await opens(hers), ["Acme"]);
		assert.deepEqual(await opens(his), ["Globex"]);
		const hashes = (
			await parts.passwordStore.listPasswords(bob.acme.accountId, 9)
		).map(({ hash }) => hash.split("$")[4]);
		assert.equal(hashes.length, 2);
		assert.equal(new Set(hashes).size, 1, "one hashing tries both");
		await signIn.setPassword(own, { current: his, password: other });
		assert.deepEqual(await opens(hers), ["Acme"]);
		assert.deepEqual(await opens(other), ["Globex"]);
		await assert.rejects(byPassword(his), refused);
	});

	test("a password opens nothing that its account joins later, until it is set anew", async () => {
		const { people, signIn, globex, bob, linked, opens, byPassword } =
			await staged();
		await people.removePerson(globex.gil, globex.organisation.id, email);
		await signIn.setPassword(await linked(bob.acme), { password: hers });
		const { code } = await people.invitePerson(
			globex.gil,
			globex.organisation.id,
			{ email },
		);
		const session = await byPassword(hers);
		await people.acceptInvitation(session, code);
		assert.deepEqual(await opens(hers), ["Acme"]);
		const hersOpen = await byPassword(hers);
		const grown = await signIn.findSession(session.secret);
		await signIn.setPassword(grown, { current: hers, password: his });
		assert.deepEqual(await opens(his), ["Acme", "Globex"]);
		await assert.rejects(byPassword(hers), refused);
		await assert.rejects(signIn.findSession(hersOpen.secret), {
			code: "NOT_SIGNED_IN",
		});
	});

	test("a new password ends what the one before began, however far that came", async () => {
		const { people, signIn, bob, linked, byPassword } = await staged();
		const session = await linked(bob.acme);
		await signIn.setPassword(session, { password: hers });
		const stolen = await byPassword(hers);
		await people.createOrganisation(stolen, "Stepping stone");
		const { secret } = await signIn
			.findSession(stolen.secret)
			.then(() => stolen);
		await signIn.setPassword(session, { current: hers, password: his });
		await assert.rejects(signIn.findSession(secret), {
			code: "NOT_SIGNED_IN",
		});
	});

	test("who proved the whole account sets one for all of it without knowing any, and the narrow ones are gone", async () => {
		const { signIn, bob, linked, opens, byPassword } = await staged();
		await signIn.setPassword(await linked(bob.acme), { password: hers });
		await signIn.setPassword(await linked(bob.globex), { password: other });
		const proved = await providerSession(signIn, email);
		assert.equal(proved.account.hasPassword, false);
		await signIn.setPassword(proved, { password: his });
		assert.deepEqual(await opens(his), ["Acme", "Globex"]);
		for (const gone of [hers, other])
			await assert.rejects(byPassword(gone), refused);
		await assert.rejects(
			signIn.setPassword(proved, { current: hers, password: other }),
			refused,
		);
		await signIn.setPassword(await sessionOf(signIn, bob.globex), {
			password: other,
		});
		assert.deepEqual(await opens(other), ["Acme", "Globex"]);
		const session = await byPassword(other);
		await assert.rejects(
			signIn.setPassword(session, { password: his }),
			refused,
		);
		await signIn.setPassword(session, { current: other, password: his });
		assert.deepEqual(await opens(his), ["Acme", "Globex"]);
	});

	test("a provider's session says the current one, as its page is told; only the link of whoever keeps the server replaces a forgotten one", async () => {
		const { signIn, bob, linked, opens } = await staged();
		const first = await providerSession(signIn, email);
		assert.equal(mustSayCurrent(first), false, "there is none yet");
		await signIn.setPassword(first, { password: his });
		const again = await providerSession(signIn, email);
		assert.equal(mustSayCurrent(again), true);
		for (const current of [undefined, "", "a guess"])
			await assert.rejects(
				signIn.setPassword(again, { current, password: hers }),
				refused,
			);
		await signIn.setPassword(again, { current: his, password: hers });
		assert.deepEqual(await opens(hers), ["Acme", "Globex"]);
		const keeper = await sessionOf(signIn, bob.globex);
		assert.equal(mustSayCurrent(keeper), false);
		await signIn.setPassword(keeper, { password: other });
		await signIn.setPassword(await linked(bob.acme), { password: his });
		assert.equal(mustSayCurrent(await linked(bob.acme)), true);
	});

	test("where one password was set twice, what was set last opens: nobody tries out another's so", async () => {
		const { signIn, clock, bob, linked, opens } = await staged();
		await signIn.setPassword(await providerSession(signIn, email), {
			password: his,
		});
		await clock.wind(1000);
		await signIn.setPassword(await linked(bob.acme), { password: his });
		assert.deepEqual(await opens(his), ["Acme"]);
	});

	test("whoever knows one password does not make the count of wrong ones begin anew", async () => {
		const { signIn, bob, linked, byPassword } = await staged();
		const session = await linked(bob.acme);
		await signIn.setPassword(session, { password: hers });
		await signIn.setPassword(await linked(bob.globex), { password: his });
		for (let i = 0; i < 4; i++) {
			await assert.rejects(byPassword(`a guess ${i}`), refused);
			await byPassword(hers);
			await signIn.setPassword(session, { current: hers, password: hers });
		}
		await assert.rejects(byPassword("a fifth guess"), refused);
		await assert.rejects(byPassword(his), {
			...refused,
			message: /too many attempts/,
		});
	});

	test("a removed person's password opens that organisation no more, not even when they are added again", async () => {
		const { people, signIn, acme, bob, add, linked, opens, byPassword } =
			await staged();
		await signIn.setPassword(await linked(bob.acme), { password: hers });
		await signIn.setPassword(await linked(bob.globex), { password: his });
		await people.removePerson(acme.ada, acme.organisation.id, email);
		await add(acme);
		await assert.rejects(byPassword(hers), refused);
		assert.deepEqual(await opens(his), ["Globex"]);
	});

	test("a lock is told to the organisations that a password opens, and to no other", async () => {
		const { signIn, parts, acme, globex, bob, linked, byPassword } =
			await staged();
		await signIn.setPassword(await linked(bob.globex), { password: his });
		for (let i = 0; i < 6; i++) await assert.rejects(byPassword("x"), refused);
		const told = async (id: OrganisationId) => {
			const page = await parts.audit.listRecords(id, {}, { first: 100 });
			return page.items.filter(({ code }) => code === "sign-in.locked").length;
		};
		assert.equal(await told(globex.organisation.id), 1);
		assert.equal(await told(acme.organisation.id), 0);
	});

	test("a session that ended changes nothing any more", async () => {
		const { people, signIn, globex, bob, linked, byPassword } = await staged();
		await people.removePerson(globex.gil, globex.organisation.id, email);
		const session = await linked(bob.acme);
		const { code } = await people.invitePerson(
			globex.gil,
			globex.organisation.id,
			{ email },
		);
		await signIn.endSession(session, session.session.id);
		const ended = { code: "NOT_SIGNED_IN" };
		await assert.rejects(signIn.setPassword(session, { password: his }), ended);
		await assert.rejects(people.createOrganisation(session, "Late"), ended);
		await assert.rejects(people.acceptInvitation(session, code), ended);
		await assert.rejects(byPassword(his), refused);
		assert.equal(actorOf(bob.acme).email, email);
	});
}
