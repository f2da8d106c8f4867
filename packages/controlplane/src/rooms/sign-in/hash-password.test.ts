import assert from "node:assert/strict";
import { test } from "node:test";
import { createPasswordHashing } from "./hash-password.ts";
import { defaultSignInSettings } from "./sign-in-deps.ts";

const cheap = { log2N: 4, r: 8, p: 1 };

test("the house's own parameters work, and the hash says them", async () => {
	const hashing = createPasswordHashing(defaultSignInSettings.passwordCost);
	const stored = await hashing.hash("correct horse battery");
	assert.match(stored, /^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
	assert.equal(await hashing.find("correct horse battery", [stored]), stored);
	assert.equal(
		await hashing.find("correct horse batterz", [stored]),
		undefined,
	);
	assert.equal(hashing.isOutdated(stored), false);
	assert.equal(createPasswordHashing(cheap).isOutdated(stored), true);
});

test("one password has another hash each time; forms of one letter are the same password", async () => {
	const hashing = createPasswordHashing(cheap);
	const [one, other] = [
		await hashing.hash("caf\u00e9"),
		await hashing.hash("caf\u00e9"),
	];
	assert.notEqual(one, other);
	assert.equal(await hashing.find("cafe\u0301", [one]), one);
});

test("nobody's password matches nothing", async () => {
	const hashing = createPasswordHashing(cheap);
	for (const password of ["", "x", "correct horse battery"])
		assert.equal(await hashing.find(password, []), undefined);
});

test("of several hashes the first that is of the password is found, also after the parameters changed", async () => {
	const before = createPasswordHashing({ ...cheap, log2N: 3 });
	const hashing = createPasswordHashing(cheap);
	const old = await before.hash("an old password");
	const one = await hashing.hash("one password", old);
	const [twin, other] = [
		await hashing.hash("one password", one),
		await hashing.hash("other password", one),
	];
	const all = [other, one, twin, old];
	const saltOf = (hash: string) => hash.split("$")[4];
	assert.equal(new Set(all.map(saltOf)).size, 1);
	assert.equal(await hashing.find("one password", all), one);
	assert.equal(await hashing.find("other password", all), other);
	assert.equal(await hashing.find("an old password", all), old);
	assert.equal(await hashing.find("no password", all), undefined);
});

test("two at a time, sixteen wait in order, more are told to come again; a failing one gives its place back", async () => {
	const hashing = createPasswordHashing(cheap);
	const gates = Array.from({ length: 18 }, () => Promise.withResolvers<void>());
	const began: number[] = [];
	const turns = gates.map((gate, i) =>
		hashing.inTurn(() => {
			began.push(i);
			return gate.promise;
		}),
	);
	await assert.rejects(
		hashing.inTurn(async () => {}),
		{ code: "PASSWORD_BUSY" },
	);
	assert.deepEqual(began, [0, 1]);
	for (const [i, gate] of gates.entries()) {
		if (i % 2 === 0) gate.resolve();
		else gate.reject(new TypeError("broken"));
		await turns[i]?.catch(() => {});
		await Promise.resolve();
	}
	assert.deepEqual(
		began,
		gates.map((_, i) => i),
	);
	assert.equal(await hashing.inTurn(async () => "free"), "free");
});
