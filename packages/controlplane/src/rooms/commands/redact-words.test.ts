import assert from "node:assert/strict";
import { test } from "node:test";
import { redactedText as mark } from "@quarterdeck/contract";
import fc from "fast-check";
import { redactText, redactWords } from "./redact-words.ts";

const told: readonly (readonly [string, string])[] = [
	[
		"kubectl create secret generic db --from-literal=user=ana --from-literal password=x",
		`kubectl create secret generic db "--from-literal=user=${mark}" --from-literal "password=${mark}"`,
	],
	["kubectl get pods --token abc", `kubectl get pods --token "${mark}"`],
	[
		"kubectl get pods --token=abc -n x",
		`kubectl get pods "--token=${mark}" -n x`,
	],
	["kubectl --password='a b' get ns", `kubectl "--password=${mark}" get ns`],
	[
		"kubectl create secret docker-registry r --docker-password=abc",
		`kubectl create secret docker-registry r "--docker-password=${mark}"`,
	],
	[
		"kubectl set env deploy/x DB_PASSWORD=abc LEVEL=debug",
		`kubectl set env deploy/x "DB_PASSWORD=${mark}" LEVEL=debug`,
	],
	[
		"helm upgrade a b --set db.password=abc,image.tag=1",
		`helm upgrade a b --set "db.password=${mark},image.tag=1"`,
	],
	["kubectl exec p -- mysql -pabc", `kubectl exec p -- mysql "-p${mark}"`],
	[
		`kubectl exec p -- curl -H "Authorization: Bearer abc1defgh" https://x`,
		`kubectl exec p -- curl -H "Authorization: Bearer ${mark}" https://x`,
	],
	[
		"helm repo add a https://u:abcdef@x/y",
		`helm repo add a "https://u:${mark}@x/y"`,
	],
	[
		`kubectl patch secret s -p '{"stringData":{"password":"abc"}}'`,
		`kubectl patch secret s -p '{"stringData":{"password":"${mark}"}}'`,
	],
	[`kubectl get pods --token "abc`, `kubectl get pods --token "${mark}"`],
];

test("what is secret in a command is hidden, and nothing else of it", () => {
	for (const [typed, shown] of told) assert.equal(redactText(typed), shown);
});

test("what looks like a secret's name and is none is shown", () => {
	for (const typed of [
		"kubectl get secret db -o yaml",
		"kubectl logs -p web",
		'kubectl patch deploy x -p \'{"spec":{"replicas":2}}\'',
		"kubectl get pods -l app=web --sort-by=.metadata.name",
		"kubectl create secret generic db --from-file=password=./p.txt",
		"kubectl exec p -- mkdir -p /tmp/x",
		"kubectl describe serviceaccount token-reader",
		`echo "it's"  'as  typed'`,
	])
		assert.equal(redactText(typed), typed);
});

test("words are hidden as the text is", () => {
	assert.deepEqual(
		redactWords(["kubectl", "--token", "abc", "--from-literal=a=b"]),
		["kubectl", "--token", mark, `--from-literal=a=${mark}`],
	);
	assert.deepEqual(redactWords([]), []);
});

test("any text is taken, in time, and the value of a flag never stays", () => {
	fc.assert(
		fc.property(
			fc.string({
				unit: fc.constantFrom(..."ab =\"'\\-{}:,p".split("")),
				maxLength: 80,
			}),
			(text) => {
				redactText(text);
				const shown = redactText(`run --token zzzzzz ${text}`);
				assert.ok(!shown.includes("zzzzzz"), shown);
			},
		),
	);
	const long = `--password ${'a="'.repeat(20_000)}`;
	assert.ok(redactText(long).length > 0);
});
