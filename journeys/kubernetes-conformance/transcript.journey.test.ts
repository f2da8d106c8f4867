import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startSimkube } from "@quarterdeck/simkube";
import { acceptedTranscriptDifferences } from "./accepted-transcript-differences.ts";
import { createTestedKubectl } from "./tested-kubectl.ts";

interface Recorded {
	readonly cmd: string;
	readonly stdin: string | null;
	readonly exit: number;
	readonly stdout: string;
	readonly stderr: string;
}

const testdata = new URL("../../packages/simkube/testdata/", import.meta.url);
const recorded: Recorded[] = readFileSync(
	new URL("transcript-1.32.jsonl", testdata),
	"utf8",
)
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line));

test("kubectl hears from simkube what it heard from a real 1.32 server", async (t) => {
	await using simkube = await startSimkube({ workload: "pending" });
	const kubectl = await createTestedKubectl(t, simkube.kubeconfig());
	copyFileSync(
		new URL("manifests.yaml", testdata),
		join(kubectl.folder, "manifests.yaml"),
	);
	const unexpected: string[] = [];
	const unused = new Set(acceptedTranscriptDifferences.keys());
	for (const step of recorded) {
		const result = await kubectl.run(splitWords(step.cmd), step.stdin ?? "");
		const heard = [
			`exit ${result.exitCode}`,
			normalise(inLaterWords(result.stdout)),
			normalise(inLaterWords(result.stderr)),
		].join("\n");
		const expected = [
			`exit ${step.exit}`,
			normalise(inLaterWords(step.stdout)),
			normalise(inLaterWords(step.stderr)),
		].join("\n");
		if (heard === expected) continue;
		unused.delete(step.cmd);
		if (acceptedTranscriptDifferences.has(step.cmd)) continue;
		unexpected.push(`$ ${step.cmd}\n--- real\n${expected}\n--- here\n${heard}`);
	}
	if (unexpected.length > 0) assert.fail(unexpected.join("\n\n"));
	assert.deepEqual([...unused], [], "differences that are none any more");
});

/** The recorder joined the words of a command by blanks; those with blanks in them are told by their braces. */
function splitWords(command: string): string[] {
	const words: string[] = [];
	let depth = 0;
	let word = "";
	for (const char of command) {
		if ("{[(".includes(char)) depth++;
		if ("}])".includes(char)) depth--;
		if (char === " " && depth === 0 && !isOpenRequirement(word)) {
			words.push(word);
			word = "";
		} else {
			word += char;
		}
	}
	return [...words, word];
}

/** `tier in (backend,frontend)` is one word. */
function isOpenRequirement(word: string): boolean {
	return word === "tier" || word === "tier in";
}

/** What kubectl says in its own words changed after 1.32, whatever the server answered: both are told alike. */
function inLaterWords(text: string): string {
	return text
		.replaceAll(/(?<= deleted) from [a-z0-9-]+ namespace$/gm, "")
		.replaceAll(/^Error: (?=unknown flag)/gm, "error: ");
}

/** `kubectl describe` walks the data of a ConfigMap in the order of a Go map, another one in each run. */
function inOneOrder(text: string): string {
	return text.replace(
		/(?<=^Data\n====\n)[\s\S]*?(?=\n\n+BinaryData\n====)/m,
		(section) =>
			section
				.split(/\n\n+(?=\S+:\n----\n)/)
				.sort()
				.join("\n\n"),
	);
}

function normalise(text: string): string {
	return inOneOrder(text)
		.replaceAll(
			/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
			"<uid>",
		)
		.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>")
		.replaceAll(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, "<ip>")
		.replaceAll(/cart-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g, "cart-<rs>-<pod>")
		.replaceAll(/(?<=[ \t])(\d+[smhd])+$/gm, "<age>")
		.replaceAll(/(?<=[ \t])(\d+[smhd])+(?=[ \t])/g, "<age>")
		.replaceAll(/(apiserver-)\w{26}/g, "$1<id>")
		.replaceAll(/\d+(?= \d+m\b)/g, "<n>")
		.replaceAll(/(resourceVersion\\":\\")\d+/g, "$1<rv>")
		.replaceAll(/[ \t]+/g, " ")
		.split("\n")
		.map((line) => line.trimEnd())
		.join("\n")
		.trim();
}
