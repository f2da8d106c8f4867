import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import {
	fakeGround,
	first,
	type Ground,
	postgresGrounds,
	roomOn,
	sessionOf,
} from "./testdata/identity-ground.ts";

describe("in memory", () => suite(async () => fakeGround()));
eachPostgres((postgres) => suite(postgresGrounds(postgres).ground));

function suite(makeGround: () => Promise<Ground>): void {
	test("sessions that another sign-in ends are written down where they were", async () => {
		const ground = await makeGround();
		const { identity, clock } = roomOn(ground, {
			settings: { maxSessions: 2 },
		});
		const { organisation, owner } = await first(identity);
		const ends = async () => {
			const page = await ground.audit.listRecords(
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
			return sessionOf(identity, owner);
		};
		const [one, two, three] = [await begin(), await begin(), await begin()];
		const surplus = [[one.session.id], owner.email];
		assert.deepEqual(await ends(), [surplus]);
		const email = "gil@globex.example";
		await identity.signInByProvider(
			{ issuer: "https://i.example", subject: "g", email, emailVerified: true },
			{ earlierSecret: three.secret },
		);
		assert.deepEqual(await ends(), [
			[[three.session.id], owner.email],
			surplus,
		]);
		await identity.findSession(two.secret);
	});
}
