import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import {
	auditCodesOf,
	first,
	type RoomParts,
	roomPartsOn,
	roomsOn,
	sessionOf,
} from "./people-and-sign-in.fixture.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

const password = "correct horse battery";
const refused = { code: "PASSWORD_REFUSED" };

function suite(makeParts: () => Promise<RoomParts>): void {
	async function staged() {
		const parts = await makeParts();
		const room = roomsOn(parts);
		const made = await first(room);
		const session = await sessionOf(room.signIn, made.owner);
		await room.signIn.setPassword(session, { password });
		const byPassword = (
			given: { email?: string; password?: string } = {},
			address?: string,
		) =>
			room.signIn.signInByPassword(
				{ email: "ada@example.com", password, ...given },
				{ address },
			);
		return { ...room, ...made, parts, session, byPassword };
	}

	test("a password signs in whoever set it; the account says that it has one", async () => {
		const { byPassword, session, owner } = await staged();
		assert.equal(session.account.hasPassword, false);
		const begun = await byPassword({ email: " ADA@example.com " });
		assert.equal(begun.account.id, owner.accountId);
		assert.equal(begun.account.hasPassword, true);
		assert.equal(begun.session.method, "password");
	});

	test("an unknown email, an account without password and a wrong one are answered alike", async () => {
		const { people, organisation, ada, byPassword } = await staged();
		await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const answers = await Promise.all(
			[
				{ password: `${password}x` },
				{ password: "" },
				{ password: password.toUpperCase() },
				{ email: "bob@example.com" },
				{ email: "nobody@example.com" },
				{ email: "" },
				{ email: "x".repeat(100_000), password: "y".repeat(100_000) },
			].map((given) =>
				byPassword(given).then(
					() => assert.fail("let in"),
					(error) => [error.code, error.message],
				),
			),
		);
		assert.equal(new Set(answers.map(String)).size, 1);
		assert.equal(answers[0]?.[0], "PASSWORD_REFUSED");
	});

	test("a password has 12 to 128 characters and is not the email", async () => {
		const { signIn, session, byPassword } = await staged();
		const set = (wanted: string) =>
			signIn.setPassword(session, { current: password, password: wanted });
		for (const bad of [
			"",
			"x".repeat(11),
			"é".repeat(129),
			"😀".repeat(11),
			" Ada@example.com",
		])
			await assert.rejects(set(bad), { code: "PASSWORD_UNFIT" }, bad);
		const long = "😀".repeat(128);
		await set(long);
		await byPassword({ password: long });
		await assert.rejects(byPassword({ password: "😀".repeat(127) }), refused);
	});

	test("the current password is asked for, and a change ends the other sessions", async () => {
		const { signIn, owner, byPassword } = await staged();
		const session = await byPassword();
		const other = await sessionOf(signIn, owner);
		const next = "another horse battery";
		for (const current of [undefined, "", "wrong wrong wrong"])
			await assert.rejects(
				signIn.setPassword(session, { current, password: next }),
				refused,
			);
		await byPassword();
		await signIn.setPassword(session, { current: password, password: next });
		await assert.rejects(byPassword(), refused);
		await byPassword({ password: next });
		await signIn.findSession(session.secret);
		await assert.rejects(signIn.findSession(other.secret), {
			code: "NOT_SIGNED_IN",
		});
	});

	test("of two changes at once with the same current password one holds", async () => {
		const { signIn, session, byPassword } = await staged();
		const wanted = ["first of the two", "second of the two"];
		const tries = await Promise.allSettled(
			wanted.map((one) =>
				signIn.setPassword(session, { current: password, password: one }),
			),
		);
		const held = wanted.filter((_, i) => tries[i]?.status === "fulfilled");
		assert.equal(held.length, 1);
		await byPassword({ password: held[0] ?? "" });
	});

	test("after five failures even the right password is refused, for longer each time, and the account's organisations hear of it once", async () => {
		const { parts, organisation, clock, byPassword } = await staged();
		const lockMinutes = async () => {
			const error = await byPassword().catch((thrown) => thrown);
			assert.equal(error.code, "PASSWORD_REFUSED");
			return Number(/(\d+) min/.exec(error.message)?.[1]);
		};
		const fail = async () => {
			for (let i = 0; i < 5; i++)
				await assert.rejects(byPassword({ password: "x" }), refused);
		};
		await fail();
		assert.equal(await lockMinutes(), 15);
		assert.equal(await lockMinutes(), 15, "trying on does not prolong it");
		await clock.wind(15 * 60_000 - 1000);
		assert.equal(await lockMinutes(), 1);
		await clock.wind(1000);
		await fail();
		assert.equal(await lockMinutes(), 30);
		await clock.wind(30 * 60_000);
		const codes = await auditCodesOf(parts, organisation.id);
		assert.equal(codes.filter((code) => code === "sign-in.locked").length, 2);
		await byPassword();
		await fail();
		assert.equal(await lockMinutes(), 15, "who came in begins anew");
	});

	test("failures that lie 15 minutes apart lock nobody", async () => {
		const { clock, byPassword } = await staged();
		for (let i = 0; i < 12; i++) {
			await assert.rejects(byPassword({ password: "x" }), refused);
			if (i % 4 === 3) await clock.wind(15 * 60_000);
		}
		await byPassword();
	});

	test("a hundred guesses at once are five guesses", async () => {
		const { parts, byPassword } = await staged();
		let looked = 0;
		const { listPasswords } = parts.passwordStore;
		Object.assign(parts.passwordStore, {
			listPasswords: (...given: Parameters<typeof listPasswords>) => {
				const [, , tx] = given;
				if (!tx) looked += 1;
				return listPasswords(...given);
			},
		});
		const tries = await Promise.allSettled(
			Array.from({ length: 100 }, () => byPassword({ password: "x" })),
		);
		const codes = tries.map((one) =>
			one.status === "rejected" ? one.reason.code : "let in",
		);
		assert.deepEqual([...new Set(codes)].sort(), [
			"PASSWORD_BUSY",
			"PASSWORD_REFUSED",
		]);
		assert.equal(looked, 5);
	});

	test("an address that guesses many emails is refused, other addresses are not", async () => {
		const { byPassword } = await staged();
		for (const address of [
			() => "203.0.113.9",
			(i: number) => `2001:db8::${i.toString(16)}`,
		]) {
			for (let i = 0; i < 50; i++)
				await assert.rejects(
					byPassword({ email: `p${i}@example.com` }, address(i)),
					refused,
				);
			const error = await byPassword({}, address(50)).catch((thrown) => thrown);
			assert.match(error.message, /too many attempts/);
		}
		await byPassword({}, "203.0.113.8");
		await byPassword({}, "2001:db8:0:1::1");
	});

	test("an address behind which many work is never locked for longer than the first time", async () => {
		const { clock, byPassword } = await staged();
		for (let lock = 0; lock < 3; lock++) {
			for (let i = 0; i < 51; i++)
				await assert.rejects(
					byPassword({ email: `p${lock}-${i}@example.com` }, "203.0.113.9"),
					refused,
				);
			await clock.wind(15 * 60_000);
			await byPassword({}, "203.0.113.9");
		}
	});

	test("an unknown email is locked as a known one is", async () => {
		const { byPassword } = await staged();
		const answers = async (email: string) => {
			const heard: string[] = [];
			for (let i = 0; i < 7; i++)
				await byPassword({ email, password: "x" }).catch((error) =>
					heard.push(error.message),
				);
			return heard;
		};
		assert.deepEqual(
			await answers("nobody@example.com"),
			await answers("ada@example.com"),
		);
	});

	test("what was counted is forgotten after a day, but never while it locks", async () => {
		const { parts, clock, byPassword } = await staged();
		const sweep = (hours: number) =>
			parts.passwordStore.sweepAttempts(
				new Date(clock.now().getTime() - hours * 3_600_000),
				10,
			);
		for (let i = 0; i < 6; i++)
			await assert.rejects(byPassword({ password: "x" }), refused);
		await clock.wind(10 * 60_000);
		assert.equal(await sweep(0), 0);
		await clock.wind(24 * 3_600_000);
		assert.equal(await sweep(24), 0);
		await clock.wind(3_600_000);
		assert.equal(await sweep(24), 1);
	});

	test("a hash is made anew at the next sign-in when the parameters have changed", async () => {
		const { parts, owner, byPassword, clock } = await staged();
		const before = (
			await parts.passwordStore.listPasswords(owner.accountId, 9)
		)[0];
		assert.match(before?.hash ?? "", /^scrypt\$4\$8\$1\$/);
		const cost = { log2N: 5, r: 8, p: 1 };
		const { signIn } = roomsOn(parts, {
			clock,
			settings: { passwordCost: cost },
		});
		await signIn.signInByPassword({ email: owner.email, password }, {});
		const after = (
			await parts.passwordStore.listPasswords(owner.accountId, 9)
		)[0];
		assert.match(after?.hash ?? "", /^scrypt\$5\$8\$1\$/);
		await byPassword();
	});
}
