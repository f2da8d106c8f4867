import assert from "node:assert/strict";
import { test } from "node:test";
import { createSteadyJobRunner } from "@quarterdeck/runtime/fakes";
import { eachPostgres, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { createAccountChanges } from "../people/people.wiring.ts";
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
		const { one, other, heard } = await twoWatched(signIn, owner);
		const forged = JSON.stringify({ ended: [one.session.id, owner.id] });
		await sql`select pg_notify('quarterdeck', ${`account-changes ${forged}`})`.execute(
			parts.database.on(),
		);
		// Heard behind the forged one.
		await replica.signIn.endSession(other, other.session.id);
		await until(() => heard.length > 0);
		assert.deepEqual(heard, ["other"]);
	});

	test("changes that were missed are made up for: what follows an ended session ends within a minute", async () => {
		const parts = await makeParts();
		const { sessionStore } = parts;
		const looked = new Set<string>();
		const noting: typeof sessionStore.endedAmong = async (ids, live) => {
			const ended = await sessionStore.endedAmong(ids, live);
			for (const id of ids) looked.add(id);
			return ended;
		};
		const { people, signIn, clock } = roomsOn(
			{ ...parts, sessionStore: { ...sessionStore, endedAmong: noting } },
			{
				changes: {
					...createAccountChanges(parts.signals),
					follow: () => () => {},
				},
			},
		);
		const { owner } = await first({ people });
		const { one, heard } = await twoWatched(signIn, owner);
		const jobs = createSteadyJobRunner(clock);
		jobs.start(signIn.lookForEnded);
		// Who is newly watched is looked at once: the session ends after that.
		await until(() => looked.size === 2);
		await signIn.endSession(one, one.session.id);
		await clock.wind(59_999);
		assert.deepEqual(heard, []);
		await clock.wind(1);
		await until(() => heard.length > 0);
		assert.deepEqual(heard, ["one"]);
		// The other one grows old without being used.
		await clock.wind(12 * 3_600_000);
		await until(async () => {
			await clock.wind(60_000);
			return heard.length > 1;
		});
		await jobs.stop();
	});
}

/** Two sessions of a person, each with somebody who follows its end; `heard` has the names of those that ended. */
async function twoWatched(
	signIn: ReturnType<typeof roomsOn>["signIn"],
	owner: Parameters<typeof sessionOf>[1],
) {
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
	return { one, other, heard };
}
