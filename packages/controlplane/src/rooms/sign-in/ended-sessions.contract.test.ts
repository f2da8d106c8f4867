import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import {
	first,
	type RoomParts,
	roomPartsOn,
	roomsOn,
	sessionOf,
} from "./people-and-sign-in.fixture.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

function suite(makeParts: () => Promise<RoomParts>): void {
	test("sessions that another sign-in ends are written down where they were", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts, {
			settings: { maxSessions: 2 },
		});
		const { organisation, owner } = await first({ people });
		const ends = async () => {
			const page = await parts.audit.listRecords(
				organisation.id,
				{},
				{ first: 50 },
			);
			return page.items
				.filter(({ code }) => code === "session.ended")
				.map(({ facts, who }) => [facts.sessions, "email" in who && who.email]);
		};
		const begin = async () => {
			await clock.wind(1000);
			return sessionOf(signIn, owner);
		};
		const [one, two, three] = [await begin(), await begin(), await begin()];
		const surplus = [[one.session.id], owner.email];
		assert.deepEqual(await ends(), [surplus]);
		const email = "gil@globex.example";
		await signIn.signInByProvider(
			{ issuer: "https://i.example", subject: "g", email, emailVerified: true },
			{ earlierSecret: three.secret },
		);
		assert.deepEqual(await ends(), [
			[[three.session.id], owner.email],
			surplus,
		]);
		await signIn.findSession(two.secret);
	});

	test("a forged announcement ends no session that lives", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const replica = roomsOn(parts, { clock });
		const { owner } = await first({ people });
		const [one, other] = [
			await sessionOf(signIn, owner),
			await sessionOf(signIn, owner),
		];
		const heard: string[] = [];
		for (const [name, session] of Object.entries({ one, other })) {
			const signedIn = await signIn.enterOrganisation(session);
			assert.ok(signedIn);
			signIn.watchEnd(signedIn, () => heard.push(name));
		}
		const forged = JSON.stringify({ ended: [one.session.id, owner.id] });
		await sql`select pg_notify('quarterdeck', ${`account-changes ${forged}`})`.execute(
			parts.database.on(),
		);
		// Heard behind the forged one.
		await replica.signIn.endSession(other, other.session.id);
		await until(() => heard.length > 0);
		assert.deepEqual(heard, ["other"]);
	});
}
