import assert from "node:assert/strict";
import { test } from "node:test";
import { maxEventCharacters } from "./agent-event.ts";
import { boundNotice, type Notice, noticeSchema } from "./notice.ts";

const notice: Notice = {
	id: "3f/12/create",
	group: "k8s-create-events",
	plugin: "botkube/kubernetes",
	title: "v1/pods created",
	level: "success",
	type: "create",
	topic: "v1/pods shop/web create",
	message: { sections: [{ header: "v1/pods created" }] },
	raw: { Kind: "Pod" },
};

test("a notice of ordinary size is kept whole", () => {
	assert.equal(boundNotice(notice), notice);
});

test("a large raw object is left out, and this is said", () => {
	const large = { ...notice, raw: { text: "x".repeat(maxEventCharacters) } };
	const bounded = boundNotice(large);
	assert.equal(bounded.raw, undefined);
	assert.equal(bounded.shortened, true);
	assert.deepEqual(bounded.message, notice.message);
});

test("a message of any size becomes one that an event takes, and says that it was cut", () => {
	const sections = Array.from({ length: 1000 }, (_, i) => ({
		header: `section ${i}`,
		body: { codeBlock: "é\u0000".repeat(10_000) },
	}));
	const bounded = boundNotice({ ...notice, message: { sections } });
	assert.ok(JSON.stringify(bounded).length < maxEventCharacters - 512);
	assert.match(JSON.stringify(bounded.message), /has been cut/);
	assert.match(JSON.stringify(bounded.message), /section 0/);
	assert.ok(noticeSchema.safeParse(bounded).success);
});
