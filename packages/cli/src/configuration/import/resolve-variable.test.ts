import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { resolveVariable } from "./resolve-variable.ts";

const data = {
	communications: { "default-group": { socketSlack: { enabled: true } } },
	executors: {
		"k8s-tools": { "botkube/kubectl@v1.14.0": { config: { a_b: 1 } } },
	},
};

/** The key that a variable means, or what is wrong with it. */
function meant(name: string): string {
	const target = resolveVariable(`BOTKUBE_${name}`, data);
	return target.kind === "key" ? target.path.join(" > ") : target.kind;
}

test("a variable means the key that is there, or that the schema knows, or a new one", () => {
	for (const [name, path] of [
		["SETTINGS_CLUSTER__NAME", "settings > clusterName"],
		[
			"PLUGINS_INCOMING__WEBHOOK_IN__CLUSTER__BASE__U__R__L",
			"plugins > incomingWebhook > inClusterBaseURL",
		],
		[
			"COMMUNICATIONS_DEFAULT-GROUP_SOCKET__SLACK_BOT__TOKEN",
			"communications > default-group > socketSlack > botToken",
		],
		[
			"COMMUNICATIONS_DEFAULT_GROUP_SOCKET__SLACK_BOT__TOKEN",
			"communications > default-group > socketSlack > botToken",
		],
		[
			"EXECUTORS_K8S_TOOLS_BOTKUBE_KUBECTL_V1_14_0_CONFIG_A_B",
			"executors > k8s-tools > botkube/kubectl@v1.14.0 > config > a_b",
		],
		["SETTINGS_NEW__KEY", "settings > newKey"],
		["A_", "none"],
		["", "none"],
		["A___B", "none"],
	] as const)
		assert.equal(meant(name), path, name);
});

test("no name makes it throw or run on, whatever the keys", () => {
	const word = fc.string({
		unit: fc.constantFrom("a", "_", "-", "/"),
		maxLength: 40,
	});
	fc.assert(
		fc.property(
			word,
			fc.object({
				key: fc.string({ unit: fc.constantFrom("a", "_", "-"), maxLength: 4 }),
			}),
			(name, object) => {
				resolveVariable(`BOTKUBE_${name}`, object);
			},
		),
	);
});
