import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { agentConfigurationFor } from "./agent-configuration-for.ts";
import { checkConfiguration } from "./check-configuration.ts";

function check(name: string) {
	const file = join(import.meta.dirname, "testdata", `${name}.yaml`);
	return checkConfiguration(readFileSync(file), `${name}.yaml`);
}

/** `line message` of each problem. */
function told(given: string | Uint8Array, file = "values.yaml"): string[] {
	return checkConfiguration(given, file).problems.map(
		({ line, message, suggestion }) =>
			`${line} ${message}${suggestion ? ` (${suggestion}?)` : ""}`,
	);
}

describe("what Botkube accepts is accepted", () => {
	test("a name for a plugin, which is kept for people and not sent to agents", () => {
		const { configuration, problems } = check("plugin-display-name");
		assert.deepEqual(problems, []);
		assert.ok(configuration);
		const [plugin] =
			configuration.executors["k8s-default-tools"]?.plugins ?? [];
		assert.equal(plugin?.displayName, "Kubectl");
		const sent = agentConfigurationFor(1, configuration, "eu");
		assert.ok(!JSON.stringify(sent).includes("displayName"));
	});
	test("message triggers, whose executors are checked and started", () => {
		const { configuration, problems } = check("message-triggers");
		assert.deepEqual(problems, []);
		assert.deepEqual(configuration?.channels[0]?.triggered, ["tools"]);
		const only = `executors: {a: {botkube/kubectl: {enabled: true}}}
communications: {g: {socketSlack: {enabled: true, botToken: xoxb-1, appToken: xapp-1, channels: {c: {name: c, messageTriggers: [{executors: [EXECUTOR]}]}}}}}
`;
		const triggered = checkConfiguration(only.replace("EXECUTOR", "a"));
		assert.ok(triggered.configuration);
		assert.deepEqual(
			agentConfigurationFor(1, triggered.configuration, "eu").executors.map(
				({ name }) => name,
			),
			["a"],
		);
		assert.match(
			told(only.replace("EXECUTOR", "b")).join(),
			/^2 there is no group "b" under executors/,
		);
	});
	test("an empty formatter of the log", () => {
		assert.deepEqual(check("log-formatter-empty").problems, []);
	});
});

describe("what stands in the wrong place is told with the right one", () => {
	test("the default namespace under context", () => {
		assert.deepEqual(
			check("default-namespace-in-context").problems.map(
				({ line, message }) => `${line} ${message}`,
			),
			[
				'6 "defaultNamespace" does not belong under context: it is a setting of the plugin, so write it as config.defaultNamespace',
			],
		);
	});
	test("keys of the chart, which are no slips of other keys", () => {
		assert.deepEqual(
			told("resources: {}\ncommunications: {a: {}}\n").length,
			1,
		);
		assert.match(
			check("incoming-webhook-target-port").problems[0]?.message ?? "",
			/belongs to the Service of Botkube's Helm chart/,
		);
		assert.deepEqual(told("settings: {}\nresources: {}\n").slice(-1), [
			'2 "resources" belongs to Botkube\'s Helm chart and is no part of the configuration: remove it here',
		]);
	});
});

describe("a file that holds a configuration and is none is told in one sentence with the importer's name", () => {
	const how = "Take the configuration out of it with: qd config import FILE";
	test("values of the chart", () => {
		const values = `image: {tag: v1}
rbac: {create: true}
resources: {}
replicaCount: 1
sources: {}
executors: {}
communications: {}
nonsense: true
`;
		assert.deepEqual(told(values), [
			`1 these are the values of Botkube's Helm chart, not a configuration: image, rbac, resources and 1 more keys say how Botkube is deployed. ${how}`,
		]);
	});
	test("the values of a chart that depends on it", () => {
		assert.deepEqual(
			check("values-of-a-subchart").problems.map(({ message }) => message),
			[
				`this file is not a configuration; it holds one: these are the values of Botkube's Helm chart at botkube. ${how}`,
			],
		);
	});
	test("an object that deploys the chart", () => {
		const [problem, ...more] = check("inside-a-helm-release").problems;
		assert.deepEqual(more, []);
		assert.equal(problem?.line, 9);
		assert.equal(
			problem?.message,
			`this file is not a configuration; it holds one: these are the values of Botkube's Helm chart at spec.values of the HelmRelease botkube. ${how}`,
		);
	});
});

test("keys of Botkube before 1.0 are one problem that says what stands for each", () => {
	const { configuration, problems } = check("before-1.0");
	assert.equal(configuration, undefined);
	assert.equal(problems.length, 1);
	const { line, message } = problems[0] ?? {};
	assert.equal(line, 4);
	assert.match(message ?? "", /^this file is for Botkube before 1\.0: /);
	for (const part of [
		"communications.default-group.slack (line 4) is now socketSlack",
		"slack.token (line 4) is now botToken",
		"kubectl-read-only.kubectl (line 7) is now botkube/kubectl",
		"kubectl.commands (line 7) is now what the identity",
		"kubectl.defaultNamespace (line 7) is now config.defaultNamespace",
		"kubectl.restrictAccess (line 7) is now the bindings",
	])
		assert.ok(message?.includes(part), `${part}\n${message}`);
});
