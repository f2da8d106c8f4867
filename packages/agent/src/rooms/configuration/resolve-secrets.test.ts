import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { tempDir } from "@quarterdeck/testkit";
import { createKnownSecrets } from "./known-secrets.ts";
import { createSecretResolver } from "./resolve-secrets.ts";
import { secretLimitsSchema } from "./secret-limits.ts";
import { createSecretObjectsFake } from "./secret-objects.fake.ts";
import type { SecretObject } from "./secret-objects.ts";

const where = "executors.a.botkube/gh.config";
const { signal } = new AbortController();
const base64 = (text: string) => Buffer.from(text).toString("base64");

function resolver(
	limits: object,
	objects: Readonly<Record<string, SecretObject | Error>> = {},
	file?: string,
) {
	const secrets = createSecretResolver({
		limits: secretLimitsSchema.parse(limits),
		limitsFile: file,
		environment: { GITHUB_TOKEN: "ghp_one", KUBECONFIG: "/k" },
		objects: createSecretObjectsFake(objects),
		known: createKnownSecrets(),
	});
	return (value: unknown) => secrets.resolve(value, where, signal);
}

async function refusal(outcome: Promise<unknown>): Promise<string> {
	try {
		await outcome;
	} catch (error) {
		assert.ok(error instanceof AppError);
		return `${error.code} ${error.message}`;
	}
	throw new Error("it was resolved");
}

test("references become secrets wherever they stand, and the rest stays", async (t) => {
	const folder = tempDir(t);
	writeFileSync(join(folder, "key"), "from-file\n");
	const resolve = resolver(
		{ env: ["GITHUB_*"], folder, kubernetes: true },
		{
			openai: {
				labels: { "quarterdeck.dev/referable": "true" },
				data: { token: base64("sk-two\n") },
			},
		},
	);
	const given = {
		github: { auth: { accessToken: { $secret: "env:GITHUB_TOKEN" } } },
		list: [1, { $secret: "file:key" }, { $secret: "kubernetes:openai/token" }],
		same: { $secret: "kubernetes:agents/openai/token" },
		text: "env:GITHUB_TOKEN",
		nothing: null,
	};
	assert.deepEqual(await resolve(given), {
		value: {
			github: { auth: { accessToken: "ghp_one" } },
			list: [1, "from-file", "sk-two"],
			same: "sk-two",
			text: "env:GITHUB_TOKEN",
			nothing: null,
		},
		secrets: ["ghp_one", "from-file", "sk-two"],
	});
	writeFileSync(join(folder, "key"), "replaced");
	assert.equal((await resolve({ $secret: "file:key" })).value, "replaced");
});

test("what refers to nothing is handed on as it is", async () => {
	const value = { a: [1, { b: null }] };
	assert.equal((await resolver({})(value)).value, value);
});

describe("nothing is given that the agent's operator did not name", () => {
	const labelled = { "quarterdeck.dev/referable": "true" };
	const objects = {
		credential: { labels: {}, data: { "agent.json": base64("seed") } },
		off: { labels: { "quarterdeck.dev/referable": "false" }, data: {} },
		good: { labels: labelled, data: { a: base64("aaaaaa"), bin: "//79" } },
		down: new Error("no answer within 30 s"),
	};
	const all = { env: ["GITHUB_TOKEN"], folder: "/nowhere", kubernetes: true };
	const refused: readonly [object, string, RegExp][] = [
		[
			{},
			"env:GITHUB_TOKEN",
			/allows no variable.*secrets: \{env: \[GITHUB_TOKEN\]\}/,
		],
		[all, "env:KUBECONFIG", /allows no variable/],
		[{}, "file:a", /names no folder/],
		[
			{},
			"kubernetes:good/a",
			/allows no Kubernetes Secrets.*kubectl label secret good/,
		],
		[
			all,
			"kubernetes:kube-system/good/a",
			/only Secrets of the agent's own namespace, agents/,
		],
		[
			all,
			"kubernetes:credential/agent.json",
			/no Secret credential with the label/,
		],
		[all, "kubernetes:off/a", /no Secret off with the label/],
		[all, "kubernetes:none/a", /no Secret none with the label/],
		[all, "nonsense", /write env:NAME/],
	];
	for (const [limits, reference, expected] of refused)
		test(`${reference} under ${JSON.stringify(limits)}`, async () => {
			const told = await refusal(
				resolver(limits, objects)({ x: [{ $secret: reference }] }),
			);
			assert.match(
				told,
				/^SECRET_REFUSED executors\.a\.botkube\/gh\.config\.x\[0\] refers/,
			);
			assert.match(told, expected);
		});
	for (const [reference, expected] of [
		["file:a", /no such file/],
		["kubernetes:good/b", /has no key b/],
		["kubernetes:good/bin", /not UTF-8/],
		["kubernetes:good/constructor", /has no key/],
		["kubernetes:down/a", /no answer within 30 s/],
	] as const)
		test(`${reference} cannot be read`, async () => {
			const told = await refusal(
				resolver(all, objects)({ $secret: reference }),
			);
			assert.match(told, /^SECRET_UNREADABLE /);
			assert.match(told, expected);
		});
	test("the ceiling file is named when there is one", async () => {
		assert.match(
			await refusal(
				resolver({}, {}, "/etc/ceiling.yaml")({ $secret: "env:A" }),
			),
			/into the ceiling file \/etc\/ceiling\.yaml on the agent's machine/,
		);
	});
	test("a plugin that refers to very many is refused", async () => {
		const many = Array.from({ length: 65 }, () => ({
			$secret: "env:GITHUB_TOKEN",
		}));
		assert.match(await refusal(resolver(all)(many)), /may refer to 64 secrets/);
	});
});

test("limits take names and beginnings of names, and never everything", () => {
	for (const env of ["*", "A*B", "", "A B"])
		assert.equal(secretLimitsSchema.safeParse({ env: [env] }).success, false);
	assert.deepEqual(secretLimitsSchema.parse({}), {
		env: [],
		kubernetes: false,
	});
});
