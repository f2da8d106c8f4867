import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { placeAt } from "./yaml-place.ts";

/** The place of the mark `|` in a text. */
function at(marked: string) {
	const offset = marked.indexOf("¦");
	return placeAt(marked.replace("¦", ""), offset);
}

test("whatever the text and wherever the cursor, nothing is thrown", () => {
	const piece = fc.constantFrom(
		"- ",
		"  ",
		"\n",
		"key: ",
		"{",
		"}",
		"[",
		"]",
		",",
		'"',
		"'",
		"#",
		"|\n",
		"a",
		":",
		"\t",
		"é",
		"*x",
		"&y ",
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(), (pieces, n) => {
			const text = pieces.join("");
			const place = placeAt(text, n % (text.length + 1));
			assert.ok(!place || place.from <= n % (text.length + 1));
		}),
	);
});

test("keys above are found by indentation, past blank lines, comments and deeper neighbours", () => {
	const place = at(`executors:
  reads:
    botkube/kubectl:
      enabled: true

      # who asks
      context:
        rbac: {}
      ¦
`);
	assert.deepEqual(place?.path, ["executors", "reads", "botkube/kubectl"]);
	assert.equal(place?.role, "key");
	assert.deepEqual(place?.siblings, ["context", "enabled"]);
});

test("a cursor further left stands in a mapping further up", () => {
	const place = at("settings:\n  log:\n    level: info\n  ¦\n");
	assert.deepEqual(place?.path, ["settings"]);
	assert.deepEqual(place?.siblings, ["log"]);
	assert.deepEqual(at("settings:\n  log:\n    level: info\n¦")?.path, []);
});

test("behind the colon a value is typed", () => {
	const place = at("settings:\n  log:\n    level: wa¦");
	assert.deepEqual(place?.path, ["settings", "log", "level"]);
	assert.equal(place?.role, "value");
	assert.equal(place?.typed, "wa");
});

test("items of a list are told apart from what is around it, indented or not", () => {
	const indented = at("a:\n  teams:\n    - id: x\n      cha¦");
	assert.deepEqual(indented?.path, ["a", "teams", "[]"]);
	assert.deepEqual(indented?.siblings, ["id"]);
	assert.deepEqual(at("a:\n  teams:\n  - id: x\n    cha¦")?.path, [
		"a",
		"teams",
		"[]",
	]);
	assert.deepEqual(at("a:\n  teams:\n  - id: x\n  - ¦")?.path, [
		"a",
		"teams",
		"[]",
	]);
	assert.deepEqual(at("teams:\n- id: x\n- ¦")?.path, ["teams", "[]"]);
	assert.deepEqual(at("a:\n- b:\n  - c:\n    - ¦")?.path, [
		"a",
		"[]",
		"b",
		"[]",
		"c",
		"[]",
	]);
});

test("the next item's keys are not the siblings of this one's", () => {
	const place = at("teams:\n  - ¦\n    id: x\n  - name: y\n");
	assert.deepEqual(place?.siblings, ["id"]);
});

test("brackets of the line are followed", () => {
	const list = at(
		"channels:\n  general: {name: general, bindings: {executors: [reads, ed¦",
	);
	assert.deepEqual(list?.path, [
		"channels",
		"general",
		"bindings",
		"executors",
		"[]",
	]);
	assert.equal(list?.typed, "ed");
	const key = at("general: {name: general, bind¦ings: {}}");
	assert.deepEqual(key?.path, ["general"]);
	assert.equal(key?.role, "key");
	assert.deepEqual(key?.siblings, ["name"]);
	assert.equal(key?.typed, "bind");
	assert.equal(key?.inFlow, true);
});

test("closed brackets leave no trace", () => {
	const place = at('user: {type: Email}\nx: {a: [1, {b: "c, }"}], ¦');
	assert.deepEqual(place?.path, ["x"]);
	assert.equal(place?.role, "key");
	assert.deepEqual(place?.siblings, ["a"]);
});

test("a colon inside a word ends no key", () => {
	const place = at("members:\n  - group:sre¦");
	assert.deepEqual(place?.path, ["members", "[]"]);
	assert.equal(place?.typed, "group:sre");
	assert.deepEqual(at("url: http://example.com/¦")?.path, ["url"]);
});

test("quoted keys lose their quotes, an open quote is no part of what is typed", () => {
	assert.deepEqual(at('"botkube/kubectl":\n  ena¦')?.path, ["botkube/kubectl"]);
	const place = at('level: "wa¦');
	assert.equal(place?.typed, "wa");
	assert.equal(place?.from, 7);
});

test("comments and blocks of text hold no keys", () => {
	assert.equal(at("a: 1 # b¦"), undefined);
	assert.equal(at("a:\n  # b¦"), undefined);
	assert.equal(at("a:\n  note: |\n    b: c\n    d¦"), undefined);
	assert.notEqual(at("a:\n  note: |\n    b: c\n  d¦"), undefined);
});

test("text that is not YAML yet still has places", () => {
	const place = at("executors:\n  reads\n    botkube/kubectl:\n      ¦");
	assert.deepEqual(place?.path, ["executors", "botkube/kubectl"]);
});
