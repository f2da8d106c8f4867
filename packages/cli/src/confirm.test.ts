import assert from "node:assert/strict";
import { test } from "node:test";
import { confirm } from "./confirm.ts";

/** Somebody who types this; undefined where nobody does. */
function stage(typed: string | undefined) {
	const asked: string[] = [];
	return {
		asked,
		terminal: {
			isTyped: typed !== undefined,
			askLine: async (question: string) => {
				asked.push(question);
				return typed ?? "";
			},
		},
	};
}

const destruction = { what: "This removes cluster eu", name: "eu" };

test("a person types the name", async () => {
	const { terminal, asked } = stage(" eu ");
	await confirm(destruction, terminal);
	assert.deepEqual(asked, [
		"This removes cluster eu.\nType eu to confirm, or press Ctrl-C: ",
	]);
	for (const typed of ["", "y", "EU", "eu2"])
		await assert.rejects(confirm(destruction, stage(typed).terminal), {
			exitCode: 2,
			message: "That is not eu. Nothing was done.",
		});
});

test("a script says --yes, and a person may", async () => {
	await assert.rejects(confirm(destruction, stage(undefined).terminal), {
		exitCode: 2,
		message: /must be confirmed\. Nothing was done\. In a script, add --yes\./,
	});
	const { terminal, asked } = stage("no");
	await confirm({ ...destruction, yes: true }, terminal);
	assert.deepEqual(asked, []);
});
