import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { redactedText as mark } from "@quarterdeck/contract";
import fc from "fast-check";
import { redactText, redactWords } from "./redact-words.ts";
import { innocentCommands, secretSpellings } from "./spellings.fixture.ts";

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

describe("a secret is hidden, however it is spelled", () => {
	for (const typed of secretSpellings)
		test(typed, () => {
			const shown = redactText(typed);
			assert.doesNotMatch(shown, /s3cr3t|czNjcjN0/);
			assert.ok(shown.includes(mark), shown);
			assert.equal(redactText(shown).includes("s3cr3t"), false);
		});
});

describe("what looks like a secret's name and is none is shown", () => {
	for (const typed of innocentCommands)
		test(typed, () => assert.equal(redactText(typed), typed));
});

test("what is said beside a secret stays readable", () => {
	for (const [typed, shown] of [
		[
			`kubectl patch x -p '[{"op":"add","path":"/stringData/a","value":"b"}]'`,
			`kubectl patch x -p '[{"op":"add","path":"/stringData/a","value":"${mark}"}]'`,
		],
		[
			"kubectl exec p -- sh -c 'redis-cli -a x ping && ls'",
			`kubectl exec p -- sh -c 'redis-cli -a "${mark}" ping && ls'`,
		],
		[
			"kubectl exec p -- curl -sSu ana:x https://y",
			`kubectl exec p -- curl -sSu "ana:${mark}" https://y`,
		],
		["kubectl run x password=E", `kubectl run x "password=${mark}"`],
		["echo 'a; token=E; secret=D'", `echo "a; token=${mark}; secret=${mark}"`],
	] as const)
		assert.equal(redactText(typed), shown);
});

test("words are hidden as the text is", () => {
	assert.deepEqual(
		redactWords(["kubectl", "--token", "abc", "--from-literal=a=b"]),
		["kubectl", "--token", mark, `--from-literal=a=${mark}`],
	);
	assert.deepEqual(redactWords([]), []);
});

test("any text is taken, and the value of a flag never stays", () => {
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
});

/** Words that a pattern which goes back would read again and again. */
const unruly: readonly string[] = [
	'a="',
	"a=",
	"{",
	"[",
	'{"a":',
	'{"name":"token","value":',
	"- ",
	" ",
	"\n",
	"a:\n",
	"password=a ",
	"token=E;",
	"://",
	"a://b:c@",
	"identified by ",
	"password '",
	"Bearer ",
	"auth(",
	"-p",
	"--token ",
	"\\",
	'\\"',
	"'",
	"a,{",
	"sh -c '",
	"echo a | ",
	"vault login ",
];

describe("a word of 64 KiB takes no longer than its length", () => {
	const asked = (text: string) => {
		const began = process.cpuUsage();
		for (const typed of [text, `kubectl exec p -- x '${text}'`, `x -p ${text}`])
			redactText(typed);
		redactWords(["kubectl", "patch", "secret", "-p", text, "--set", text]);
		const { user } = process.cpuUsage(began);
		return user;
	};
	for (const piece of unruly)
		test(JSON.stringify(piece), () => {
			const long = piece.repeat(Math.ceil(65_536 / piece.length));
			const shown = redactText(long);
			assert.ok(shown.length < 20 * long.length, "the text grows without end");
			// A square would be thousands of times this; the limit is for a slow machine.
			assert.ok(asked(long) < 5_000_000);
		});
});

test("a document of blank lines takes no longer than its length", () => {
	const blank = `a: b\nc:\n${" \n".repeat(150_000)}`;
	const began = process.cpuUsage();
	assert.deepEqual(redactWords(["kubectl", "patch", "-p", blank])[3], blank);
	// Its square takes half a minute.
	assert.ok(process.cpuUsage(began).user < 5_000_000);
});
