import assert from "node:assert/strict";
import { test } from "node:test";
import { agentConfigurationFor } from "./agent-configuration-for.ts";
import { checkConfiguration } from "./check-configuration.ts";

const channel =
	"communications: {g: {console: {channels: {o: {name: ops, bindings: {executors: [a, b]}}}}}}\n";

function check(entryInA: string, entryInB = "{enabled: false}") {
	const { configuration, problems } = checkConfiguration(
		`${channel}executors:\n  a: {acme/tool: ${entryInA}}\n  b: {acme/tool: ${entryInB}}\n`,
	);
	return {
		entries:
			configuration &&
			agentConfigurationFor(1, configuration, "eu").executors.flatMap(
				({ plugins }) => plugins,
			),
		lines: problems.map(
			({ line, severity, message }) => `${line} ${severity} ${message}`,
		),
	};
}

test("what a plugin may use reaches the agent, memory in bytes", () => {
	for (const [written, memoryBytes] of [
		["256Mi", 268_435_456],
		["1G", 1_000_000_000],
		["100000000", 100_000_000],
		['"20000k"', 20_000_000],
	] as const)
		assert.deepEqual(
			check(`{enabled: true, network: none, memory: ${written}}`),
			{
				entries: [
					{ key: "acme/tool", enabled: true, network: "none", memoryBytes },
				],
				lines: [],
			},
		);
});

test("what is no amount of memory, too little of it, or no network is refused", () => {
	for (const entry of [
		"memory: 1Ti",
		"memory: -1",
		"memory: 1Mi",
		"memory: 0.5Gi",
		"memory: 100Gi",
		"network: host",
	]) {
		const { entries, lines } = check(`{enabled: true, ${entry}}`);
		assert.equal(entries, undefined, entry);
		assert.match(
			lines.join(),
			/^3 error .*expected (bytes such as 256Mi|one of none, gate, all)/,
			entry,
		);
	}
});

test("a plugin with other bounds in a second group is told, since one process serves both", () => {
	assert.deepEqual(
		check(
			"{enabled: true, network: gate}",
			"{enabled: true, network: none, memory: 1Gi}",
		).lines,
		["network", "memory"].map(
			(key) =>
				`4 warning Plugin acme/tool has another '${key}' here than in the group 'a'. One process serves both, so the narrower one holds. Write the same in both.`,
		),
	);
	const same = "{enabled: true, network: none, memory: 1Gi}";
	assert.deepEqual(check(same, same).lines, []);
});
