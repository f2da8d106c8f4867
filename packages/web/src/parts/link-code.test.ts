import assert from "node:assert/strict";
import { test } from "node:test";
import { linkCode } from "./link-code.ts";

test("the code is read from the fragment of a link, with or without its sign", () => {
	assert.equal(linkCode("#code=qdl_a-b_C1"), "qdl_a-b_C1");
	assert.equal(linkCode("code=qdl_a&x=1"), "qdl_a");
	assert.equal(linkCode("#code=qdl_a%0A"), "qdl_a");
});

test("a fragment without a code is no link", () => {
	for (const hash of ["", "#", "#main", "#code=", "#code=%20", "#Code=x"])
		assert.equal(linkCode(hash), undefined, hash);
});
