import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { checkConfiguration } from "@quarterdeck/contract/configuration";
import { tempDir } from "@quarterdeck/testkit";
import { parse } from "yaml";
import { createTestTerminal } from "../../terminal.fixture.ts";
import { importConfiguration } from "./import-configuration.ts";

const samples = join(
	import.meta.dirname,
	"../../../../contract/src/configuration/testdata",
);

/** What the command writes and says, with its exit code. */
async function take(given: string | { readonly sample: string }) {
	const { terminal, out, said } = createTestTerminal();
	const bytes =
		typeof given === "string"
			? Buffer.from(given)
			: readFileSync(join(samples, `${given.sample}.yaml`));
	const code = await importConfiguration(
		["-"],
		{},
		{
			terminal: { ...terminal, readInputBytes: async () => bytes },
			environment: {},
		},
	);
	return { out: out(), said: said(), code };
}

const channels =
	"{g: {console: {channels: {ops: {name: ops, bindings: {executors: [read]}}}}}}";

describe("values are found where people keep them", () => {
	test("in a chart that depends on Botkube's: the wrapper is told, and lines are those of the file", async () => {
		const { out, said, code } = await take({ sample: "values-of-a-subchart" });
		assert.match(
			said,
			/^Found the values of Botkube's chart at botkube \(line 3\)\.\n/,
		);
		assert.match(
			said,
			/^standard input:8:\d+ {2}botToken must begin with xoxb-/m,
		);
		assert.equal(code, 1);
		assert.equal(parse(out).settings.clusterName, "universe");
		assert.ok(parse(out).communications["default-group"].socketSlack);
	});
	test("in a HelmRelease of Flux", async () => {
		const { out, said, code } = await take({ sample: "inside-a-helm-release" });
		assert.match(
			said,
			/^Found the values of Botkube's chart at spec\.values of the HelmRelease botkube \(line 9\)\.\n/,
		);
		assert.equal(code, 0);
		assert.deepEqual(Object.keys(parse(out)), [
			"settings",
			"executors",
			"communications",
		]);
		assert.ok(checkConfiguration(out).configuration);
	});
	test("in the texts of k3s and Argo CD, whose own lines are counted on", async () => {
		const values = (indent: string) =>
			`image: {tag: v1}\nexecutors: {read: {botkube/kubectl: {enabld: true}}}\ncommunications: ${channels}\n`
				.split("\n")
				.map((line) => (line ? indent + line : line))
				.join("\n");
		const k3s = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: botkube}
spec:
  valuesContent: |-
${values("    ")}`;
		const argo = `apiVersion: v1
kind: Namespace
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: chat}
spec:
  sources:
    - {repoURL: a}
    - helm:
        values: |
${values("          ")}`;
		for (const [file, place, line, column] of [
			[k3s, "spec.valuesContent of the HelmChart botkube", 7, 42],
			[argo, "spec.sources[1].helm.values of the Application chat", 13, 48],
		] as const) {
			const { said, code } = await take(file);
			assert.ok(said.includes(`at ${place} (line ${line - 1}).`), said);
			assert.ok(
				said.includes(
					`standard input:${line - 1}  left out image: it says how Botkube is deployed.`,
				),
				said,
			);
			assert.ok(
				said.includes(`standard input:${line}:${column}  unknown key "enabld"`),
				said,
			);
			assert.equal(code, 1);
		}
	});
	test("in an Application's valuesObject, below an alias of the dependency, beside other objects", async () => {
		const { said, code } = await take(`kind: HelmRelease
metadata: {name: other}
spec: {values: {replicas: 1}}
---
kind: Application
metadata: {name: chat}
spec:
  source:
    helm:
      valuesObject:
        bot:
          executors: {read: {botkube/kubectl: {enabled: true}}}
          communications: ${channels}
`);
		assert.match(
			said,
			/at bot in spec\.source\.helm\.valuesObject of the Application chat \(line 12\)/,
		);
		assert.equal(code, 0);
	});
	test("but never of two charts at once", async () => {
		const one = `botkube:\n  communications: ${channels}\n`;
		const { out, said, code } = await take(`${one}---\n${one}`);
		assert.equal(out, "");
		assert.match(
			said,
			/two configurations: at botkube \(line 2\) and botkube \(line 5\)/,
		);
		assert.equal(code, 1);
	});
});

test("what belongs to the chart is left out and told, comments and anchors stay", async () => {
	const { out, said, code } = await take(`# Ours since 2022
image: &image
  tag: v1 # pinned
# People read here
executors:
  read: # everybody
    botkube/kubectl:
      enabled: true
      config: {image: *image}
rbac: {create: true}
communications: ${channels}
`);
	assert.equal(code, 0, said);
	assert.match(said, /^standard input:2 {2}left out image: it says how/m);
	assert.match(
		said,
		/^standard input:10 {2}left out rbac: the chart makes ClusterRoles/m,
	);
	for (const comment of ["# People read here", "# everybody"])
		assert.ok(out.includes(comment), out);
	assert.deepEqual(parse(out).executors.read["botkube/kubectl"].config, {
		image: { tag: "v1" },
	});
	assert.ok(checkConfiguration(out).configuration);
});

test("the webhook keeps its port; the port of the chart's Service is left out", async () => {
	const { out, said, code } = await take({
		sample: "incoming-webhook-target-port",
	});
	assert.equal(code, 0);
	assert.equal(
		said,
		`standard input:3  left out plugins.incomingWebhook.targetPort: it belongs to the chart's Service.
standard input:3  taken plugins.incomingWebhook.
standard input:4  taken communications.default-group.console.
2 taken, 1 left out.
`,
	);
	assert.deepEqual(parse(out).plugins.incomingWebhook, {
		enabled: true,
		port: 2115,
	});
});

test("a file for Botkube before 1.0 is answered once, and nothing is written", async () => {
	const { out, said, code } = await take({ sample: "before-1.0" });
	assert.equal(out, "");
	assert.equal(code, 1);
	assert.match(
		said,
		/^standard input:4:\d+ {2}this file is for Botkube before 1\.0: /,
	);
	assert.match(said, /\n1 problem\.\n$/);
});

test("what cannot be read is refused: other bytes, other things, anchors without end", async () => {
	assert.match(
		(await take({ sample: "latin-1" })).said,
		/^standard input:2:48 .* the byte 0xE9 /,
	);
	assert.match((await take("- a\n")).said, /nothing here looks like values/);
	const endless = await take(
		`image: &a [*a]\nactions: *a\ncommunications: ${channels}\n`,
	);
	assert.match(endless.said, /nested deeper than/);
	assert.equal(endless.out, "");
});

test("a file that is there is never written over", async (t: TestContext) => {
	const dir = tempDir(t);
	const from = join(dir, "values.yaml");
	const to = join(dir, "quarterdeck.yaml");
	writeFileSync(from, `communications: ${channels.replace("[read]", "[]")}\n`);
	let said = "";
	const context = {
		terminal: {
			say(text: string) {
				said += text;
			},
		} as never,
		environment: {},
	};
	assert.equal(await importConfiguration([from], { output: to }, context), 0);
	assert.match(said, /Wrote .*quarterdeck\.yaml/);
	const written = readFileSync(to, "utf8");
	await assert.rejects(
		importConfiguration([from], { output: to }, context),
		/exists already/,
	);
	assert.equal(readFileSync(to, "utf8"), written);
});
