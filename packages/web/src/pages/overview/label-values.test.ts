import assert from "node:assert/strict";
import { test } from "node:test";
import { labelNames, labelValues } from "./label-values.ts";

const count = (name: string, value: string, clusters: number) => ({
	name,
	value,
	clusters,
	alive: 0,
});

test("the label that groups clusters best comes first, one that is the same or different everywhere last", () => {
	const labels = [
		count("same", "x", 9),
		count("region", "eu", 6),
		count("region", "us", 3),
		count("host", "a", 1),
		count("host", "b", 1),
	];
	assert.deepEqual(labelNames(labels), ["region", "host", "same"]);
});

test("of many values the most frequent are shown, and the rest counted", () => {
	const labels = Array.from({ length: 11 }, (_, at) =>
		count("host", `h${at}`, 11 - at),
	);
	const { shown, left } = labelValues([count("x", "y", 1), ...labels], "host");
	assert.deepEqual(shown, labels.slice(0, 8));
	assert.equal(left, 3);
});
