import assert from "node:assert/strict";
import { test } from "node:test";
import { navigationEntries } from "./navigation-entries.ts";
import { type Pressed, readPageKey } from "./page-keys.ts";

const places = [
	{ letter: "a", name: "Audit" },
	{ letter: "c", name: "Console" },
];

function press(key: string, more: Partial<Pressed> = {}) {
	return readPageKey(
		{ key, isModified: false, isTyping: false, hasBegun: false, ...more },
		places,
	);
}

test("keys search, help and go to pages", () => {
	assert.deepEqual(press("/"), { kind: "search" });
	assert.deepEqual(press("?"), { kind: "help" });
	assert.deepEqual(press("g"), { kind: "begin" });
	const [audit] = places;
	assert.deepEqual(press("a", { hasBegun: true }), {
		kind: "go",
		place: audit,
	});
	assert.deepEqual(press("A", { hasBegun: true }), {
		kind: "go",
		place: audit,
	});
});

test("a letter alone, or after g one that names no page, does nothing", () => {
	assert.equal(press("a"), undefined);
	assert.equal(press("z", { hasBegun: true }), undefined);
	assert.deepEqual(press("/", { hasBegun: true }), { kind: "search" });
});

test("while one types, and for keys of the browser, nothing happens", () => {
	for (const key of ["/", "?", "g"]) {
		assert.equal(press(key, { isTyping: true }), undefined);
		assert.equal(press(key, { isModified: true }), undefined);
	}
	assert.equal(press("c", { isTyping: true, hasBegun: true }), undefined);
});

test("each page of the menu has a letter of its own", () => {
	const letters = navigationEntries.map(({ letter }) => letter);
	assert.equal(new Set(letters).size, letters.length);
	assert.ok(letters.every((letter) => /^[a-z]$/.test(letter)));
});
