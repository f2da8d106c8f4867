import assert from "node:assert/strict";
import { test } from "node:test";
import { normalEmail, normalName } from "./email.ts";

const invalid = (field: string, reason: RegExp) => (error: unknown) => {
	const { code, facts } = error as {
		code: string;
		facts: { field: string; reason: string };
	};
	assert.equal(code, "INPUT_INVALID");
	assert.equal(facts.field, field);
	assert.match(facts.reason, reason);
	return true;
};

test("a name that shows as another is refused", () => {
	for (const name of [
		"Ana\u202egro.elpmaxe@bob",
		"A\u200bna",
		"\u2066Ana",
		"A\ufeffna",
		"A\u200dna",
		"Ana\u061c",
		"Ana\u3164",
		"A\u034fna",
		"An\ufe0fa",
		"\u0436\u200d\u0436",
	])
		assert.throws(
			() => normalName("displayName", name),
			invalid("displayName", /invisible characters/),
			JSON.stringify(name),
		);
	for (const name of ["\u0410na", "Ana p\u0430yments", "\u0391dmin"])
		assert.throws(
			() => normalName("displayName", name),
			invalid("displayName", /mixes Latin letters/),
			name,
		);
});

test("names of every script are taken", () => {
	for (const name of [
		"Ana María",
		"\u0410\u043d\u043d\u0430 Petrova",
		"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
		"\ud83d\udc69\u200d\ud83d\udcbb",
		"\u674e\u5c0f\u9f99",
		"sre-eu-1",
	])
		assert.equal(normalName("displayName", name), name.normalize("NFC"));
});

test("an address that shows as another is refused", () => {
	for (const email of [
		"\u0430na@example.com",
		"ana@ex\u0430mple.com",
		"ana@example.c\u03bfm",
	])
		assert.throws(
			() => normalEmail(email),
			invalid("email", /mixes Latin letters/),
			email,
		);
	for (const email of [
		"ana\u200b@example.com",
		"ana\u202e@example.com",
		"ana\u3164@example.com",
		"an\u034fa@example.com",
	])
		assert.throws(() => normalEmail(email), invalid("email", /expected/));
	assert.equal(
		normalEmail(
			"\u0430\u043d\u043d\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.com",
		),
		"\u0430\u043d\u043d\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.com",
	);
});
