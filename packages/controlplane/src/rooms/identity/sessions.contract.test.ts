import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres, until } from "@quarterdeck/testkit";
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

const refused = { code: "NOT_SIGNED_IN" };

function suite(makeGround: () => Promise<Ground>): void {
	test("of ten browsers with one link, one gets a session; it is found by its secret alone", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const { code } = await identity.makeSignInLink(organisation.id, owner.id);
		const tries = await Promise.allSettled(
			Array.from({ length: 10 }, () => identity.signInByLink(code, {})),
		);
		const begun = tries.flatMap((one) =>
			one.status === "fulfilled" ? [one.value] : [],
		);
		assert.equal(begun.length, 1);
		const [session] = begun;
		assert.ok(session);
		assert.match(session.secret, /^qds_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		const open = await identity.findSession(session.secret);
		assert.equal(open.account.email, "ada@example.com");
		assert.ok(!JSON.stringify(open).includes("Hash"));
		const signedIn = await identity.enterOrganisation(open);
		assert.equal(signedIn?.organisation.id, organisation.id);
		assert.equal(signedIn?.person.id, owner.id);
		const last = session.secret.at(-2) === "A" ? "B" : "A";
		for (const wrong of [
			"",
			session.secret.slice(0, -2) + last + session.secret.at(-1),
			session.secret.replace("qds_", "qdt_"),
			`${session.secret} `,
			"qds_".padEnd(100_000, "0"),
		]) {
			await assert.rejects(identity.findSession(wrong), refused);
			await assert.rejects(identity.authenticate(wrong), refused);
		}
	});

	test("a session ends 12 hours after it was used last, and 7 days after it began", async () => {
		const { identity, clock } = roomOn(await makeGround());
		const { owner } = await first(identity);
		const hourMs = 3_600_000;
		const idle = await sessionOf(identity, owner);
		const used = await sessionOf(identity, owner);
		for (let hour = 11; hour < 7 * 24; hour += 11) {
			await clock.wind(11 * hourMs);
			await identity.findSession(used.secret);
			// The use is written down behind the request.
			await clock.wind(2000);
		}
		await assert.rejects(identity.findSession(idle.secret), refused);
		await clock.wind(11 * hourMs);
		await assert.rejects(identity.findSession(used.secret), refused);
	});

	test("a session ended elsewhere ends here, with what it follows", async () => {
		const ground = await makeGround();
		const { identity, clock } = roomOn(ground);
		const { identity: replica } = roomOn(ground, { clock });
		const { owner } = await first(identity);
		const session = await sessionOf(identity, owner);
		const signedIn = await identity.enterOrganisation(session);
		assert.ok(signedIn);
		let ended = 0;
		identity.watchEnd(signedIn, () => {
			ended += 1;
		});
		await replica.endSession(session, session.session.id);
		await until(() => ended > 0, { what: "the watcher is told" });
		await assert.rejects(identity.findSession(session.secret), refused);
		assert.equal(
			await replica.endSession(session, session.session.id),
			undefined,
		);
		assert.equal(ended, 1);
		await clock.wind(2000);
		assert.equal(clock.pendingTimers, 0, "nothing is watched any more");
	});
}
