import assert from "node:assert/strict";
import { test } from "node:test";
import { nameClusters } from "./name-clusters.ts";

test("the first in natural order stands for the rest", () => {
	assert.equal(nameClusters([]), "-");
	assert.equal(nameClusters(["eu"]), "eu");
	assert.equal(nameClusters(["shop-10", "shop-2"]), "shop-2,shop-10");
	assert.equal(nameClusters(["shop-10", "us", "shop-2"]), "shop-2 and 2 more");
});
