import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { completeText } from "./complete-text.ts";

const sayable = {
	executors: ["kubectl", "helm"],
	aliases: [
		{ alias: "k", command: "kubectl" },
		{ alias: "kgp", command: "kubectl get pods" },
		{ alias: "eu pods", command: "kubectl get pods --cluster eu" },
	],
};
const names = ["prod-eu", "prod-us", "test"];
const labels = ["region=eu", "region=us", "tier=1"];
const suggest = async (prefix: string) => ({
	names: names.filter((name) => name.startsWith(prefix)),
	labels: labels.filter((label) => label.startsWith(prefix)),
});

/** What is suggested where `|` stands in the text, and the text when the first one is taken. */
async function at(marked: string) {
	const cursor = marked.indexOf("|");
	const text = marked.replace("|", "");
	const { from, to, items } = await completeText(
		text,
		cursor < 0 ? undefined : cursor,
		sayable,
		suggest,
	);
	const [first] = items;
	return {
		items: items.map((item) => item.text),
		kinds: [...new Set(items.map(({ kind }) => kind))],
		taken: first && text.slice(0, from) + first.text + text.slice(to),
	};
}

describe("nothing is suggested", () => {
	test("where nothing is known: other programs' verbs, a filter, behind --, flags in quotes", async () => {
		for (const text of [
			"helm |",
			"nonsense |",
			"kubectl get pods --filter |",
			"kubectl get pods -- --clu|",
			"kubectl get '--clu|",
			"kubectl logs |",
			"kubectl get pods |",
			"kubectl --cluster nowhere|",
			`${"x".repeat(70_000)}|`,
		])
			assert.deepEqual((await at(text)).items, [], text.slice(0, 40));
	});

	test("and nothing throws, whatever the text and the cursor; what is replaced lies in the text", async () => {
		const pieces = fc.constantFrom(
			"kubectl",
			" ",
			"--cluster",
			"=",
			",",
			"'",
			'"',
			"\\",
			"|",
			"$(",
			"\0",
			"\ud800",
			"{{BotName}}",
			"@quarterdeck",
			"--",
			"-n",
			"eu pods",
			"list",
			"\n",
			"é",
			"--timeout",
			"constructor",
		);
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					fc.string({ unit: "binary" }),
					fc.array(pieces).map((some) => some.join("")),
				),
				fc.oneof(fc.integer(), fc.double(), fc.constant(undefined), fc.nat(30)),
				async (text, cursor) => {
					const found = await completeText(text, cursor, sayable, suggest);
					assert.ok(0 <= found.from && found.from <= found.to);
					assert.ok(found.to <= text.length);
					assert.ok(Number.isInteger(found.from) && Number.isInteger(found.to));
					assert.ok(found.items.length <= 50);
				},
			),
			{ numRuns: 2000 },
		);
	});
});

test("a word at the beginning: executors, aliases, our own words", async () => {
	assert.deepEqual((await at("k|")).items, ["k", "kgp", "kubectl"]);
	assert.deepEqual((await at("he|")).items, ["helm", "help"]);
	assert.deepEqual((await at("|")).kinds.sort(), [
		"alias",
		"built-in",
		"executor",
	]);
	assert.equal((await at("{{BotName}} kub|")).taken, "{{BotName}} kubectl");
	assert.equal((await at("eu p|")).taken, "eu pods");
	assert.deepEqual((await at("list c|")).items, ["clusters"]);
	assert.equal((await at("kub|ctx get")).taken, "kubectl get");
});

test("verbs and kinds of kubectl, also behind an alias and behind flags of ours", async () => {
	assert.deepEqual((await at("kubectl ge|")).items, ["get"]);
	assert.deepEqual((await at("k --cluster eu get po|")).items, ["pods"]);
	assert.equal(
		(await at("kubectl describe deploy|")).taken,
		"kubectl describe deployments",
	);
	assert.deepEqual((await at("kubectl rollout re|")).items, [
		"restart",
		"resume",
	]);
	assert.deepEqual((await at("k get 'po|")).items, ["pods"]);
	assert.equal((await at("k get 'po|")).taken, "k get 'pods");
});

test("flags: ours everywhere, kubectl's behind kubectl", async () => {
	assert.deepEqual((await at("helm --|")).items, [
		"--cluster",
		"--all-clusters",
		"--filter",
		"--timeout",
	]);
	assert.ok((await at("kgp -|")).items.includes("-n"));
	assert.deepEqual((await at("ping --timeout 3|")).items, ["30s"]);
});

test("targets: names and labels, behind a comma, behind =, in quotes, in the middle", async () => {
	assert.deepEqual((await at("k get pods --cluster |")).items, [
		...names,
		...labels,
	]);
	assert.equal(
		(await at("k get --cluster prod-eu,prod-u|")).taken,
		"k get --cluster prod-eu,prod-us",
	);
	assert.equal(
		(await at("k --cluster=region=e| get")).taken,
		"k --cluster=region=eu get",
	);
	assert.equal((await at('k --cluster "te|')).taken, 'k --cluster "test');
	assert.equal(
		(await at("k --cluster pro|,test get")).taken,
		"k --cluster prod-eu,test get",
	);
	assert.deepEqual((await at("k --cluster re|")).kinds, ["label"]);
});
