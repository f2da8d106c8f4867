import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { checkConfiguration } from "@quarterdeck/contract/configuration";
import { tempDir } from "@quarterdeck/testkit";
import { parse } from "yaml";
import { createTestTerminal } from "../../terminal.fixture.ts";
import {
	type ImportOptions,
	importConfiguration,
} from "./import-configuration.ts";

/** Imports files of these names and texts, in this order; `env` is what an env file holds. */
async function take(
	t: TestContext,
	files: Readonly<Record<string, string>>,
	given: ImportOptions & {
		readonly env?: string;
		readonly environment?: Readonly<Record<string, string>>;
	} = {},
) {
	const { env, environment = {}, ...options } = given;
	const dir = tempDir(t);
	const write = (name: string, text: string) => {
		writeFileSync(join(dir, name), text);
		return join(dir, name);
	};
	const { terminal, out, said } = createTestTerminal();
	const code = await importConfiguration(
		Object.entries(files).map(([name, text]) => write(name, text)),
		{
			...options,
			...(env === undefined ? {} : { envFile: write("vars.env", env) }),
		},
		{ terminal, environment },
	);
	const told = said().replaceAll(`${dir}/`, "");
	return { out: out(), told, lines: told.split("\n"), code };
}

const console = (bindings: string) =>
	`communications: {g: {console: {channels: {ops: {name: ops, bindings: ${bindings}}}}}}\n`;
const base = `image: {tag: v1}
executors:
  read: # everybody
    botkube/kubectl: {enabled: true, config: {defaultNamespace: shop, list: [a, b]}}
  old: {botkube/helm: {enabled: true}}
${console("{executors: [read]}")}`;

describe("several files", () => {
	test("are merged as Helm merges values: maps deep, lists replaced, null takes away; the report names the last writer", async (t) => {
		const { out, lines, code } = await take(t, {
			"values.yaml": base,
			"prod.yaml": `executors:
  read: {botkube/kubectl: {config: {defaultNamespace: prod, list: [c]}}}
  old: null
`,
		});
		assert.equal(code, 0, lines.join("\n"));
		assert.deepEqual(parse(out).executors, {
			read: {
				"botkube/kubectl": {
					enabled: true,
					config: { defaultNamespace: "prod", list: ["c"] },
				},
			},
		});
		assert.match(out, /# everybody/);
		assert.deepEqual(lines.slice(0, 4), [
			"Merged as Helm merges values, the later over the earlier: values.yaml, prod.yaml.",
			"values.yaml:1  left out image: it says how Botkube is deployed.",
			"values.yaml:6  taken communications.g.console.",
			"prod.yaml:2  taken executors.read.botkube/kubectl.",
		]);
	});
	test("of which none holds values are loaded as Botkube loads them: those that begin with _ last", async (t) => {
		const { out, lines } = await take(t, {
			"_runtime_state.yaml": console("{executors: []}"),
			"config.yaml": base.slice(base.indexOf("executors")),
		});
		assert.equal(
			lines[0],
			"Merged as Botkube loads configuration files, those that begin with _ last: config.yaml, _runtime_state.yaml.",
		);
		assert.deepEqual(
			parse(out).communications.g.console.channels.ops.bindings,
			{ executors: [] },
		);
		const asValues = await take(t, {
			"_first.yaml": console("{executors: []}"),
			"values.yaml": base,
		});
		assert.match(
			asValues.lines[0] ?? "",
			/^Merged as Helm.*_first\.yaml, values\.yaml\.$/,
		);
		assert.deepEqual(
			parse(asValues.out).communications.g.console.channels.ops.bindings,
			{ executors: ["read"] },
		);
	});
	test("tell a problem at the line of the file that wrote it", async (t) => {
		const { lines, code } = await take(t, {
			"values.yaml": base,
			"prod.yaml": "executors:\n  read: {botkube/kubectl: {enabled: maybe}}\n",
		});
		assert.equal(code, 1);
		assert.ok(
			lines.some((line) =>
				/^prod\.yaml:2:\d+ {2}expected true or false$/.test(line),
			),
			lines.join("\n"),
		);
	});
	test("keep what anchors and merge keys of each meant", async (t) => {
		const { out } = await take(t, {
			"a.yaml": `x: &a {botkube/kubectl: {enabled: true}}
executors: {read: *a, more: {<<: *a, displayName: More}}
${console("{executors: [read]}")}`.replace("x:", "image:"),
			"b.yaml": "executors: {more: {botkube/kubectl: {enabled: false}}}\n",
		});
		assert.deepEqual(parse(out).executors, {
			read: { "botkube/kubectl": { enabled: true } },
			more: { "botkube/kubectl": { enabled: false }, displayName: "More" },
		});
	});
});

describe("the chart's defaults", () => {
	const values = `communications:
  default-group:
    socketSlack: {enabled: true, botToken: xoxb-1, appToken: xapp-1, channels: {default: {name: alerts}}}
executors: {k8s-default-tools: {botkube/kubectl: {enabled: true}}}
`;
	test("lie below the files when asked for, without what nobody uses", async (t) => {
		const { out, lines, code } = await take(
			t,
			{ "values.yaml": values },
			{ withChartDefaults: true },
		);
		assert.equal(code, 0, lines.join("\n"));
		const made = parse(out);
		assert.deepEqual(Object.keys(made.communications["default-group"]), [
			"socketSlack",
		]);
		assert.deepEqual(
			made.communications["default-group"].socketSlack.channels.default,
			{
				name: "alerts",
				bindings: {
					executors: ["k8s-default-tools"],
					sources: ["k8s-err-events", "k8s-recommendation-events"],
				},
			},
		);
		assert.deepEqual(Object.keys(made.sources), [
			"k8s-recommendation-events",
			"k8s-err-events",
			"k8s-err-with-logs-events",
			"k8s-create-events",
		]);
		assert.equal(
			made.executors["k8s-default-tools"]["botkube/kubectl"].enabled,
			true,
		);
		assert.deepEqual(Object.keys(made.aliases), ["kc", "k"]);
		assert.ok(checkConfiguration(out).configuration);
		assert.ok(
			lines.includes(
				"chart defaults  taken sources.k8s-err-events.botkube/kubernetes.",
			),
			lines.join("\n"),
		);
	});
	test("are named where a file builds on them and they are not there", async (t) => {
		const { lines, code } = await take(t, {
			"values.yaml": values.replace(
				"{name: alerts}",
				"{name: alerts, bindings: {sources: [k8s-all-events]}}",
			),
		});
		assert.equal(code, 1);
		for (const expected of [
			/^values\.yaml:4 {2}note executors\.k8s-default-tools: Botkube's chart has defaults .*--with-chart-defaults/,
			/^values\.yaml:1 {2}note sources\.k8s-all-events: it is bound, and defined by Botkube's chart only: .*--with-chart-defaults/,
		])
			assert.ok(
				lines.some((line) => expected.test(line)),
				lines.join("\n"),
			);
	});
});

describe("variables", () => {
	test("override keys by Botkube's rule, with its weak types, over every file", async (t) => {
		const { out, lines, code } = await take(
			t,
			{
				"values.yaml": `${base}plugins: {incomingWebhook: {enabled: true, port: 1}}\n`,
			},
			{
				env: `# of the pod
BOTKUBE_SETTINGS_CLUSTER__NAME="eu one"
export BOTKUBE_PLUGINS_INCOMING__WEBHOOK_PORT=2115
BOTKUBE_PLUGINS_INCOMING__WEBHOOK_ENABLED=false
BOTKUBE_PLUGINS_INCOMING__WEBHOOK_IN__CLUSTER__BASE__U__R__L=http://a.b
BOTKUBE_EXECUTORS_READ_BOTKUBE_KUBECTL_CONFIG_LIST=x, y
BOTKUBE_EXECUTORS_READ_BOTKUBE/KUBECTL_CONFIG_DEFAULT__NAMESPACE=env
BOTKUBE_CONFIG_PATHS=/config/a.yaml
LOG_LEVEL_SOURCE_BOTKUBE_KUBERNETES=debug
`,
			},
		);
		assert.equal(code, 0, lines.join("\n"));
		const made = parse(out);
		assert.equal(made.settings.clusterName, "eu one");
		assert.deepEqual(made.plugins.incomingWebhook, {
			enabled: false,
			port: 2115,
			inClusterBaseURL: "http://a.b",
		});
		assert.deepEqual(made.executors.read["botkube/kubectl"].config, {
			defaultNamespace: "env",
			list: ["x", "y"],
		});
		for (const line of [
			"vars.env:2  changed settings.clusterName: set by BOTKUBE_SETTINGS_CLUSTER__NAME.",
			"vars.env:8  left out BOTKUBE_CONFIG_PATHS: it says which files Botkube reads: give them to this command, in that order.",
			"vars.env:9  left out LOG_LEVEL_SOURCE_BOTKUBE_KUBERNETES: plugins log at the level of their agent (QD_LOG_LEVEL).",
		])
			assert.ok(lines.includes(line), lines.join("\n"));
	});
	test("of this environment and of the pod's extraEnv are taken too; a value elsewhere is named", async (t) => {
		const { out, lines } = await take(
			t,
			{
				"values.yaml": `${base}extraEnv:
  - {name: BOTKUBE_EXECUTORS_READ_BOTKUBE_KUBECTL_ENABLED, value: "false"}
  - {name: BOTKUBE_COMMUNICATIONS_G_DISCORD_TOKEN, valueFrom: {secretKeyRef: {name: discord, key: token}}}
  - {name: HTTPS_PROXY, value: http://proxy}
`,
			},
			{
				fromEnv: true,
				environment: { BOTKUBE_SETTINGS_METRICS__PORT: "1", HOME: "/x" },
			},
		);
		const made = parse(out);
		assert.equal(made.executors.read["botkube/kubectl"].enabled, false);
		assert.equal(made.settings.metricsPort, "1");
		for (const line of [
			"values.yaml:9  left out extraEnv BOTKUBE_COMMUNICATIONS_G_DISCORD_TOKEN: its value is in the Secret discord, key token: give it with --env-file, or refer to it with $secret where the key it sets takes one.",
			"values.yaml:10  left out extraEnv HTTPS_PROXY: it belongs to Botkube's pod.",
			"environment  changed settings.metricsPort: set by BOTKUBE_SETTINGS_METRICS__PORT.",
		])
			assert.ok(lines.includes(line), lines.join("\n"));
		assert.ok(!lines.join().includes("HOME"));
	});
	test("that can mean two keys, a map or nothing are problems", async (t) => {
		const { lines, code } = await take(
			t,
			{
				"values.yaml": `executors: {a-b: {botkube/kubectl: {enabled: true}}, a/b: {botkube/kubectl: {enabled: true}}}
${console("{}")}`,
			},
			{
				env: "BOTKUBE_EXECUTORS_A_B_DISPLAY__NAME=x\nBOTKUBE_EXECUTORS=x\nBOTKUBE_A___B=x\nnonsense\n".replace(
					"nonsense\n",
					"",
				),
			},
		);
		assert.equal(code, 1);
		assert.ok(
			lines.some((line) =>
				/^vars\.env:1:1 {2}BOTKUBE_EXECUTORS_A_B_DISPLAY__NAME: it can mean executors\.a-b\.displayName or executors\.a\/b\.displayName/.test(
					line,
				),
			),
			lines.join("\n"),
		);
		assert.match(lines.join(), /executors is a map of keys/);
		assert.match(lines.join(), /does not follow the rule/);
		const broken = await take(t, { "a.yaml": base }, { env: "\nnonsense\n" });
		assert.match(broken.told, /^vars\.env:2:1 {2}expected NAME=VALUE/);
		assert.equal(broken.out, "");
	});
});

describe("what Botkube had and is gone", () => {
	test("retired plugins, Botkube Cloud, groups of the chart and settings without effect are told with what to do", async (t) => {
		const { out, lines, code } = await take(t, {
			"values.yaml": `rbac:
  groups:
    botkube-plugins-default: {create: true, rules: []}
sources:
  keptn: {botkube/keptn: {enabled: true, config: {token: hunter22}}}
settings: {log: {level: debug}, upgradeNotifier: true}
analytics: {disable: true}
communications:
  g:
    console: {channels: {ops: {name: ops, bindings: {sources: [keptn]}}}}
    cloudSlack: {enabled: true, channels: {a: {name: a, channelID: C1, bindings: {sources: [keptn]}}}}
`,
		});
		assert.equal(code, 0, lines.join("\n"));
		const made = parse(out);
		assert.deepEqual(made.sources, { keptn: {} });
		assert.equal(made.communications.g.cloudSlack.enabled, false);
		assert.doesNotMatch(out, /hunter22/);
		for (const expected of [
			/^values\.yaml:1 {2}left out rbac: the chart makes ClusterRoles/,
			/^values\.yaml:3 {2}left out rbac\.groups\.botkube-plugins-default: bind the group botkube-plugins-default to a ClusterRole/,
			/^values\.yaml:5 {2}left out sources\.keptn\.botkube\/keptn: Keptn is retired/,
			/^values\.yaml:6 {2}no counterpart settings\.log: set QD_LOG_LEVEL/,
			/^values\.yaml:6 {2}no counterpart settings\.upgradeNotifier: /,
			/^values\.yaml:7 {2}no counterpart analytics\.disable: nothing is reported/,
			/^values\.yaml:11 {2}changed communications\.g\.cloudSlack\.enabled: now false; Botkube Cloud/,
		])
			assert.ok(
				lines.some((line) => expected.test(line)),
				`${expected}\n${lines.join("\n")}`,
			);
	});
});

test("secrets in plain text are named, wherever they stand, and never quoted; references are not", async (t) => {
	const { told, lines } = await take(t, {
		"values.yaml": `sources:
  a: {botkube/github-events: {enabled: true, config: {github: {auth: {accessToken: ghp_hunter22}}}}}
  b: {acme/x: {enabled: true, config: {apiKey: {$secret: env:KEY}, script: "export DB_PASSWORD=hunter22"}}}
${console("{sources: [a, b]}")}`,
	});
	assert.doesNotMatch(told, /hunter22/);
	const secrets = lines.filter((line) => line.includes("  secret "));
	assert.deepEqual(
		secrets.map((line) => line.slice(0, line.indexOf(": it"))),
		[
			"values.yaml:2  secret sources.a.botkube/github-events.config.github.auth.accessToken",
			"values.yaml:3  secret sources.b.acme/x.config.script",
		],
	);
	assert.match(secrets[0] ?? "", /write \{\$secret: kubernetes:NAME\/KEY\}/);
});

test("the report is there for programs, too", async (t) => {
	const { told, code } = await take(
		t,
		{ "values.yaml": base, "b.yaml": "setings: {}\n" },
		{ report: "json" },
	);
	const report = JSON.parse(told);
	assert.deepEqual(report.order.length, 2);
	assert.deepEqual(report.entries[0], {
		verdict: "left out",
		file: report.order[0],
		line: 1,
		path: "image",
		why: "it says how Botkube is deployed",
	});
	assert.equal(report.problems[0].suggestion, "settings");
	assert.equal(report.problems[0].line, 1);
	assert.equal(code, 1);
});

/** What is expected of each file that people sent: whether something is written, and whether it can be applied. */
const samples: Readonly<
	Record<string, "applied" | "to be mended" | "refused">
> = {
	"before-1.0": "refused",
	"default-namespace-in-context": "to be mended",
	"incoming-webhook-target-port": "applied",
	"inside-a-helm-release": "applied",
	"latin-1": "refused",
	"log-formatter-empty": "applied",
	"message-triggers": "applied",
	"plugin-display-name": "applied",
	"values-of-a-subchart": "to be mended",
};
const folder = join(
	import.meta.dirname,
	"../../../../contract/src/configuration/testdata",
);
for (const file of readdirSync(folder))
	test(`${file} imports, or says why not`, async () => {
		const { terminal, out, said } = createTestTerminal();
		const bytes = readFileSync(join(folder, file));
		const code = await importConfiguration(
			["-"],
			{},
			{
				terminal: { ...terminal, readInputBytes: async () => bytes },
				environment: {},
			},
		);
		const expected = samples[file.replace(/\.yaml$/, "")];
		assert.equal(
			out() === "" ? "refused" : code === 0 ? "applied" : "to be mended",
			expected,
			said(),
		);
		if (expected === "applied")
			assert.ok(checkConfiguration(Buffer.from(out(), "latin1")).configuration);
		else assert.match(said(), /\d+ problems?/);
	});
