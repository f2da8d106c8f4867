import assert from "node:assert/strict";
import { test } from "node:test";
import type { Terminal } from "@quarterdeck/cli";
import type { Command } from "commander";
import { createMachineContext } from "../machine-context.ts";
import { createCheckoutProgram } from "../program.ts";

const terminal: Terminal = {
	out() {},
	say() {},
	heading() {},
	write: async () => {},
	isInteractive: false,
	isOnePicture: false,
	columns: 80,
	onInterrupt: () => () => {},
	readInputBytes: async () => new Uint8Array(),
	isTyped: false,
	askLine: async () => "",
	readSecret: async () => "",
};

/** Every command a person can see, with the words that lead to it. */
function walk(command: Command, path: string): [string, Command][] {
	const below = command
		.createHelp()
		.visibleCommands(command)
		.filter((one) => one.name() !== "help");
	return below.flatMap((one) => {
		const words = `${path} ${one.name()}`;
		return [[words, one] as [string, Command], ...walk(one, words)];
	});
}

function helpOf(command: Command): string {
	let text = "";
	command.configureOutput({
		writeOut: (part) => {
			text += part;
		},
	});
	command.outputHelp();
	return text;
}

const program = createCheckoutProgram(
	createMachineContext(terminal, { HOME: "/" }),
);
const all = walk(program, "qd");

test("every verb of the product is there", () => {
	const words = new Set(all.map(([path]) => path));
	for (const verb of [
		...[
			"up",
			"dev",
			"run",
			"output",
			"doctor",
			"version",
			"completion",
			"agent",
		],
		...["plugins mirror", "plugins list", "plugins info", "plugins verify"],
		...["plugins prune", "plugins index sign"],
		...["cluster add", "cluster list", "cluster show", "cluster remove"],
		...["config validate", "config apply", "config show", "config history"],
		...[
			"audit list",
			"audit export",
			"audit verify",
			"audit show",
			"cluster manifest",
		],
		...[
			"login",
			"logout",
			"whoami",
			"person add",
			"person list",
			"person remove",
		],
	])
		assert.ok(words.has(`qd ${verb}`), verb);
});

for (const [path, command] of all) {
	test(`${path} --help says what it is for, and each word of it`, () => {
		assert.match(command.description(), /^[A-Z].{10,}/);
		for (const argument of command.registeredArguments)
			assert.notEqual(argument.description, "", argument.name());
		for (const option of command.options)
			assert.notEqual(option.description, "", option.flags);
	});

	if (command.registeredArguments.length + command.options.length > 0)
		test(`${path} --help has examples that begin with it`, () => {
			const [, examples = ""] = helpOf(command).split("\nExamples:\n");
			const lines = examples.trim().split("\n");
			assert.ok(
				lines.some((line) => line.includes(path)),
				`${path} is in none of: ${examples}`,
			);
		});
}

test("an option that is no number, or no known format, is usage and not passed on", async () => {
	for (const words of [
		["audit", "list", "-n", "many"],
		["audit", "list", "-n", "-3"],
		["config", "show", "--version", "1e3"],
		["up", "--port", "70000"],
		["cluster", "list", "-o", "yml"],
	]) {
		const fresh = createCheckoutProgram(
			createMachineContext(terminal, { HOME: "/" }),
		);
		const refuse = (command: Command): void => {
			command.exitOverride().configureOutput({ writeErr() {} });
			for (const below of command.commands) refuse(below);
		};
		refuse(fresh);
		await assert.rejects(fresh.parseAsync(words, { from: "user" }), {
			name: /CommanderError|InvalidArgumentError/,
		});
	}
});
