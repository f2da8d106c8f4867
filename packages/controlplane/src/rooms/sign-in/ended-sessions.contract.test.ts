import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
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
}
