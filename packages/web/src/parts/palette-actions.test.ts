import assert from "node:assert/strict";
import { test } from "node:test";
import { IconCheck } from "@tabler/icons-react";
import { filterPalette, type PaletteGroup } from "./palette-actions.ts";

const action = (label: string, words = "") => ({
	id: label,
	label,
	words,
	Icon: IconCheck,
	act: () => {},
});
const groups: readonly PaletteGroup[] = [
	{ name: "Pages", actions: [action("Console"), action("Audit")] },
	{ name: "Clusters", isFiltered: true, actions: [action("prod-eu")] },
	{ name: "You", actions: [action("Sign out", "leave")] },
];
const labels = (query: string) =>
	filterPalette(groups, query).map(({ actions }) =>
		actions.map((a) => a.label),
	);

test("an action is found by its label, its other words and its group", () => {
	assert.deepEqual(labels("leave")[1], ["Sign out"]);
	assert.deepEqual(labels("pages aud")[0], ["Audit"]);
});

test("what was searched for elsewhere is shown as it came, and empty groups fall away", () => {
	assert.deepEqual(labels("console"), [["Console"], ["prod-eu"]]);
	assert.deepEqual(labels("nothing at all"), [["prod-eu"]]);
	assert.equal(labels("").flat().length, 4);
});
