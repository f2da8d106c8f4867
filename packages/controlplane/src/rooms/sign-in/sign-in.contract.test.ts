import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock, eachPostgres, until } from "@quarterdeck/testkit";
import fc from "fast-check";
import type { AccountChanges } from "../people/account-changes.ts";
import { createAccountChanges } from "../people/people.wiring.ts";
import {
	first,
	type RoomParts,
	roomPartsOn,
	roomsOn,
} from "./people-and-sign-in.fixture.ts";
import type { TokenStore } from "./token-store.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

function suite(makeParts: () => Promise<RoomParts>): void {
	test("a sign-in link works once, of ten at the same time one succeeds", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const { code } = await signIn.makeSignInLink(organisation.id, owner.id);
		const tries = await Promise.allSettled(
			Array.from({ length: 10 }, () => signIn.signInForToken(code)),
		);
		const passed = tries.filter((one) => one.status === "fulfilled");
		assert.equal(passed.length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "SIGN_IN_REFUSED");
		const { token } = passed[0]?.value ?? { token: "" };
		assert.match(token, /^qdt_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		const signedIn = await signIn.authenticate(token);
		assert.equal(signedIn.actor.email, "ada@example.com");
		assert.equal(signedIn.organisation.id, organisation.id);
	});

	test("a late, altered or made-up code is refused alike", async () => {
		const { people, signIn, clock } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const link = await signIn.makeSignInLink(organisation.id, owner.id);
		const flipped = link.code.at(-2) === "A" ? "B" : "A";
		for (const code of [
			"",
			"x",
			link.code.slice(0, -2) + flipped + link.code.at(-1),
			link.code.replace("qdl_", "qdt_"),
			`${link.code} `,
			"qdl_".padEnd(100_000, "0"),
		])
			await assert.rejects(signIn.signInForToken(code), {
				code: "SIGN_IN_REFUSED",
			});
		await clock.wind(15 * 60 * 1000);
		await assert.rejects(signIn.signInForToken(link.code), {
			code: "SIGN_IN_REFUSED",
		});
	});

	test("no text that is not a token opens anything", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const { token } = await signIn.makeApiToken(
			organisation.id,
			owner.id,
			"cli",
		);
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					fc.string({ unit: "binary" }),
					fc
						.tuple(
							fc.nat(token.length - 1),
							fc.constantFrom("a", "_", "0", "-"),
						)
						.map(
							([at, char]) => token.slice(0, at) + char + token.slice(at + 1),
						),
				),
				async (text) => {
					if (text === token) return;
					await assert.rejects(signIn.authenticate(text), {
						code: "NOT_SIGNED_IN",
					});
				},
			),
			{ numRuns: 60 },
		);
	});

	test("a person that was removed is nobody, at once and everywhere", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const ada = (
			await signIn.authenticate(
				(
					await signIn.makeApiToken(organisation.id, owner.id, "cli")
				).token,
			)
		).actor;
		const bob = await people.addPerson(ada, organisation.id, {
			email: "BOB@example.com",
			groups: ["sre", "sre"],
		});
		assert.deepEqual(bob.groups, ["sre"]);
		const made = await signIn.makeApiToken(organisation.id, bob.id, "cli");
		const link = await signIn.makeSignInLink(organisation.id, bob.id);
		let ended = false;
		const signedIn = await signIn.authenticate(made.token);
		const stop = signIn.watchEnd(signedIn, () => {
			ended = true;
		});
		await people.removePerson(ada, organisation.id, "bob@example.com");
		await until(() => ended, { what: "the token's watcher is told" });
		stop();
		await assert.rejects(signIn.authenticate(made.token), {
			code: "NOT_SIGNED_IN",
		});
		await assert.rejects(signIn.signInForToken(link.code), {
			code: "SIGN_IN_REFUSED",
		});
		await assert.rejects(signIn.makeSignInLink(organisation.id, bob.id), {
			code: "PERSON_NOT_FOUND",
		});
		await assert.rejects(
			people.removePerson(ada, organisation.id, "bob@example.com"),
			{ code: "PERSON_NOT_FOUND" },
		);
		const again = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		assert.notEqual(again.id, bob.id);
		assert.equal(await people.countPeople(organisation.id), 2);
	});

	test("a token that was just used is looked up once, and no longer from the cache when its end is heard, or cannot be", async () => {
		const parts = await makeParts();
		const clock = createHandClock();
		let reads = 0;
		let isListening = true;
		const tokenStore: TokenStore = {
			...parts.tokenStore,
			findApiToken(id) {
				reads += 1;
				return parts.tokenStore.findApiToken(id);
			},
		};
		const heard = createAccountChanges(parts.signals);
		const changes: AccountChanges = {
			...heard,
			get isListening() {
				return isListening;
			},
		};
		const { people, signIn } = roomsOn(
			{ ...parts, tokenStore },
			{ clock, changes },
		);
		const { signIn: replica } = roomsOn(parts, { clock });
		const { organisation, owner } = await first({ people });
		const make = () => signIn.makeApiToken(organisation.id, owner.id, "cli");
		const [one, other] = [await make(), await make()];
		const ask = async (times: number) => {
			const before = reads;
			for (let i = 0; i < times; i++) await signIn.authenticate(one.token);
			return reads - before;
		};
		assert.equal(await ask(3), 1);
		await assert.rejects(
			signIn.authenticate(`${one.token.slice(0, -9)}AAAAAAAAA`),
			{
				code: "NOT_SIGNED_IN",
			},
		);
		isListening = false;
		assert.equal(
			await ask(2),
			2,
			"nothing is cached while changes are not heard",
		);
		isListening = true;
		await clock.wind(30_000);
		assert.equal(await ask(2), 1, "nothing is cached for long");
		await until(async () => {
			const known = await parts.tokenStore.findApiToken(one.tokenId);
			return known?.lastUsedAt !== undefined;
		});
		await signIn.authenticate(other.token);
		assert.equal(
			await signIn.endApiToken(organisation.id, owner.id, other.tokenId),
			true,
		);
		await assert.rejects(signIn.authenticate(other.token), {
			code: "NOT_SIGNED_IN",
		});
		await replica.endApiToken(organisation.id, owner.id, one.tokenId);
		await until(() =>
			signIn.authenticate(one.token).then(
				() => false,
				() => true,
			),
		);
	});

	test("an ended token and one that grew old open nothing; the watcher of another hears nothing", async () => {
		const { people, signIn, clock } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const make = () => signIn.makeApiToken(organisation.id, owner.id, "script");
		const [one, other] = [await make(), await make()];
		const heard: string[] = [];
		const watch = async (token: string, name: string) =>
			signIn.watchEnd(await signIn.authenticate(token), () => heard.push(name));
		await watch(one.token, "one");
		const unwatch = await watch(other.token, "other");
		const end = () =>
			signIn.endApiToken(organisation.id, owner.id, one.tokenId);
		assert.equal(await end(), true);
		assert.equal(await end(), false);
		await until(() => heard.length > 0);
		assert.deepEqual(heard, ["one"]);
		await assert.rejects(signIn.authenticate(one.token), {
			code: "NOT_SIGNED_IN",
		});
		await signIn.authenticate(other.token);
		unwatch();
		await clock.wind(91 * 24 * 3600 * 1000);
		await assert.rejects(signIn.authenticate(other.token), {
			code: "NOT_SIGNED_IN",
		});
	});
}
