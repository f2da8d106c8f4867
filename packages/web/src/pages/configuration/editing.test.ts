import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf } from "../../data/drafts.ts";
import {
	beginEditing,
	followCurrent,
	isBehind,
	isChanged,
	onTopOf,
} from "./editing.ts";
import { emptyVersion } from "./version.ts";

const third = { ...emptyVersion, version: 3, yaml: "a: 3\n" };
const fourth = { ...emptyVersion, version: 4, yaml: "a: 4\n" };

test("what nobody changed follows the current version", () => {
	const followed = followCurrent(beginEditing(third), fourth);
	assert.equal(followed.text, fourth.yaml);
	assert.equal(followed.base.version, 4);
	assert.equal(isChanged(followed), false);
});

test("what somebody wrote stays when another version is applied, and is known to be behind", () => {
	const written = { ...beginEditing(third), text: "mine" };
	const followed = followCurrent(written, fourth);
	assert.equal(followed, written);
	assert.equal(isBehind(followed, fourth), true);
	assert.equal(isBehind(followed, third), false);
});

test("a text that was applied as it is, as when somebody approved it, is no longer a change", () => {
	const written = { ...beginEditing(third), text: fourth.yaml };
	const followed = followCurrent(written, fourth);
	assert.equal(followed.base.version, 4);
	assert.equal(isChanged(followed), false);
});

test("an answer that is older than the base moves nothing back", () => {
	const written = beginEditing(fourth);
	assert.equal(followCurrent(written, third), written);
	assert.equal(isBehind(written, third), false);
});

test("a kept draft goes on from its own base, however old that is", () => {
	const same = beginEditing(third, { base: 3, text: "mine" });
	assert.equal(isChanged(same), true);
	assert.equal(isBehind(same, third), false);
	const old = beginEditing(fourth, { base: 3, text: fourth.yaml });
	assert.equal(isBehind(old, fourth), true);
	assert.equal(isChanged(old), true, "nobody knows what it was made from");
});

test("kept on top of the current version it is a change of that", () => {
	const kept = onTopOf({ ...beginEditing(third), text: "mine" }, fourth);
	assert.equal(kept.base, fourth);
	assert.equal(kept.text, "mine");
	assert.equal(isBehind(kept, fourth), false);
});

test("what lies in the browser's store is read as a draft only when it is one", () => {
	assert.deepEqual(draftOf('{"base":2,"text":"x","more":1}'), {
		base: 2,
		text: "x",
	});
	for (const kept of [null, "7", "[]", '{"base":"2","text":"x"}', '{"base":2}'])
		assert.equal(draftOf(kept), undefined);
});
