import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConsentingAgent } from "./check-consent.ts";
import { validateConfiguration } from "./validate-configuration.ts";

const yaml = `communications: {house: {console: {channels: {general: {name: general}}}}}
settings:
  sandbox: none
  credentials: direct
`;

function told(text: string, agents: readonly ConsentingAgent[]) {
	const { configuration, problems } = validateConfiguration(text, "a.yaml", {
		agents,
	});
	return {
		isValid: configuration !== undefined,
		lines: problems.map(
			({ line, severity, message }) => `${line} ${severity} ${message}`,
		),
	};
}

test("agents whose own side does not allow what the settings ask for are named, and the file stays valid", () => {
	assert.deepEqual(
		told(yaml, [
			{ clusterName: "shop-10", allows: [] },
			{ clusterName: "shop-2", allows: ["direct"] },
			{ clusterName: "old", allows: undefined },
		]),
		{
			isValid: true,
			lines: [
				"4 warning shop-10 would refuse every command: its agent does not allow credentials: direct. To allow it, write direct: true into the ceiling file of each agent",
				"3 warning shop-2 and shop-10 would refuse every command: their agents do not allow sandbox: none. To allow it, write unsandboxed: true into the ceiling file of each agent",
			],
		},
	);
});

test("agents that do not allow a plugin the whole network are named, once for each place that asks for it", () => {
	const text = `communications: {house: {console: {channels: {general: {name: general}}}}}
executors: {tools: {acme/curl@v1.2.0: {enabled: true, network: all}, acme/date: {enabled: true, network: none}}}
sources: {web: {acme/feed: {enabled: true, network: all}, acme/off: {network: all}}}
`;
	const agents = [
		{ clusterName: "open", allowsNetwork: ["*"] },
		{ clusterName: "some", allowsNetwork: ["acme/curl"] },
		{ clusterName: "shut", allowsNetwork: [] },
		{ clusterName: "old", allowsNetwork: undefined },
	];
	assert.deepEqual(told(text, agents), {
		isValid: true,
		lines: [
			'2 warning shut would not run acme/curl@v1.2.0: its agent does not allow it network: all. To allow it, write network: ["acme/curl@v1.2.0"] into the ceiling file of each agent',
			'3 warning shut and some would not run acme/feed: their agents do not allow it network: all. To allow it, write network: ["acme/feed"] into the ceiling file of each agent',
		],
	});
});

test("a fleet is told in one line, and nobody is named where everybody allows it or nothing is asked", () => {
	const many = Array.from({ length: 307 }, (_, i) => ({
		clusterName: `c-${i + 1}`,
		allows: ["direct" as const],
	}));
	assert.match(
		told(yaml, many).lines.join(),
		/^3 warning c-1, c-2, c-3, c-4, c-5 and 302 more would refuse/,
	);
	const willing = { clusterName: "a", allows: ["direct", "unsandboxed"] };
	assert.deepEqual(told(yaml, [willing as ConsentingAgent]).lines, []);
	const calm = yaml.slice(0, yaml.indexOf("settings"));
	assert.deepEqual(told(calm, many).lines, []);
});

test("agents that do not allow plugins without a checksum are named", () => {
	const text = `communications: {house: {console: {channels: {general: {name: general}}}}}
plugins:
  repositories:
    acme: {url: "https://example.com/index.yaml", allowUnverified: true}
    safe: {url: "https://example.com/safe.yaml"}
`;
	const agents = [
		{ clusterName: "open", allows: ["unverified"] as const },
		{ clusterName: "shut", allows: [] },
		{ clusterName: "old", allows: undefined },
	];
	assert.deepEqual(told(text, agents), {
		isValid: true,
		lines: [
			"4 warning shut would not run plugins of acme without a checksum: its agent does not allow it. To allow it, write unverified: true into the ceiling file of each agent",
		],
	});
});
