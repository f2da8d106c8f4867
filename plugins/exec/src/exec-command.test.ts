import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readExecCommand } from "./exec-command.ts";
import { execConfigSchema } from "./exec-config.schema.ts";

const config = execConfigSchema.parse({
	commands: {
		scale: {
			description: "Scales a deployment.",
			program: "kubectl",
			args: [
				"scale",
				"deployment/$(name)",
				"--replicas=$(count)",
				"-n",
				"$(space)",
			],
			arguments: {
				name: { type: "name" },
				count: { type: "integer", min: -1, max: 10, description: "How many" },
				space: { type: "namespace", default: "shop" },
			},
		},
		say: {
			program: "/bin/echo",
			args: ["$(what)", "$$(what)", "$(how)"],
			arguments: {
				what: { type: "text", pattern: ".*", maxLength: 5 },
				how: { type: "enum", values: ["loud", "low"], default: "low" },
			},
		},
	},
});
const read = (...words: string[]) =>
	readExecCommand(["exec", ...words], config);
function args(...words: string[]) {
	const command = read(...words);
	return command.kind === "run" ? command.args : command.text;
}
function refusal(...words: string[]): string {
	try {
		return `ran ${JSON.stringify(read(...words))}`;
	} catch (error) {
		return (error as Error).message;
	}
}

describe("a declared command", () => {
	test("runs with values in the places that were declared for them", () => {
		assert.deepEqual(args("scale", "--name", "web", "--count=3"), [
			"scale",
			"deployment/web",
			"--replicas=3",
			"-n",
			"shop",
		]);
	});
	test("keeps a value in one word, whatever is in it", () => {
		assert.deepEqual(args("say", "--what", "a; $(", "--how", "loud"), [
			"a; $(",
			"$(what)",
			"loud",
		]);
		assert.deepEqual(args("say", "--what=a=b"), ["a=b", "$(what)", "low"]);
		// A value is not filled in again.
		assert.deepEqual(args("say", "--what", "$(a)"), ["$(a)", "$(what)", "low"]);
		assert.deepEqual(args("say", "--what", "$&$'"), ["$&$'", "$(what)", "low"]);
	});
	test("takes no value that would become a flag", () => {
		for (const words of [["--what", "-x"], ["--what=-x"], ["--what", "--as"]])
			assert.match(refusal("say", ...words), /would be read as a flag/);
		assert.deepEqual(
			(args("scale", "--name", "web", "--count", "-1") as string[])[2],
			"--replicas=-1",
		);
	});
	test("says which value is wrong, and how the command is used", () => {
		for (const [words, reason] of [
			[["--name", "Web"], /^--name: must be the name of a Kubernetes object/],
			[["--name", "a/b"], /^--name: /],
			[["--name", ""], /^--name: /],
			[["--count", "11"], /^--count: must be a whole number from -1 to 10/],
			[["--count", "0x1"], /^--count: /],
			[["--count", "1e0"], /^--count: /],
			[["--count", "١"], /^--count: /],
			[["--space", "a.b"], /^--space: /],
			[["--name", "web"], /^Missing: --count\./],
			[["--name"], /^--name has no value/],
			[["--name", "a", "--name=b"], /^--name was given twice/],
			[
				["--cuont", "1"],
				/^There is no argument --cuont\. Did you mean --count\?/,
			],
			[["--constructor", "1"], /^There is no argument --constructor/],
			[["web"], /^Nothing was expected at "web"/],
			[["-n", "x"], /^Nothing was expected at "-n"/],
			[["--", "x"], /^Nothing was expected at "--"/],
		] as const) {
			const said = refusal("scale", ...words);
			assert.match(said, reason);
			assert.match(
				said,
				/\n\nScales a deployment\.\n\nUsage: exec scale --name … --count … \[--space …\]\n/,
			);
		}
		assert.match(
			refusal("say", "--what", "a", "--how", "lod"),
			/--how: must be one of loud, low\. Did you mean loud\?/,
		);
		assert.match(refusal("say", "--what", "abcdef"), /at most 5 characters/);
	});
	test("that is not there is answered with those that are", () => {
		assert.match(
			refusal("scael"),
			/^There is no command "scael"\. Did you mean scale\?\n\nCommands:\n {2}say\n {2}scale {2}Scales a deployment\.\n/,
		);
		assert.match(refusal("constructor"), /^There is no command "constructor"/);
		assert.match(refusal("run", "rm"), /^There is no command "run"/);
	});
});

test("help lists the commands, and says how one is run", () => {
	for (const words of [[], ["help"], ["--help"]])
		assert.match(String(args(...words)), /^Commands:\n {2}say\n/);
	for (const words of [
		["help", "scale"],
		["scale", "--help"],
	])
		assert.match(
			String(args(...words)),
			/--count {2}a whole number from -1 to 10\. How many\n {2}--space {2}a namespace \(default: shop\)\n/,
		);
	const none = readExecCommand(["exec"], { commands: {} });
	assert.match(
		none.kind === "answer" ? none.text : "",
		/No command is declared/,
	);
});

test("a configuration that could let a value choose a flag, or is unclear, is refused", () => {
	const problems = (command: object) =>
		execConfigSchema
			.safeParse({ commands: { x: { program: "p", ...command } } })
			.error?.issues.map(({ message }) => message)
			.join("; ") ?? "taken";
	const name = { a: { type: "name" } };
	assert.equal(problems({ args: ["$(a)"], arguments: name }), "taken");
	for (const [command, reason] of [
		[{ args: ["-$(a)"], arguments: name }, /could choose the flag/],
		[{ args: ["--$(a)=1"], arguments: name }, /could choose the flag/],
		[{ args: ["$(b)"] }, /\$\(b\) in "\$\(b\)" is none of the arguments/],
		[{ args: [], arguments: name }, /the argument a is used in no word/],
		[{ shell: true }, /shell/],
		[{ timeout: "2h" }, /at most 1h/],
		[{ timeout: "0s" }, /at most 1h/],
		[
			{ args: ["$(a)"], arguments: { a: { type: "enum", values: ["-v"] } } },
			/must not begin with -/,
		],
		[
			{ args: ["$(a)"], arguments: { a: { type: "text", pattern: "(a+)+" } } },
			/the pattern cannot be read/,
		],
		[
			{ args: ["$(a)"], arguments: { a: { type: "integer", min: 2, max: 1 } } },
			/max is less than min/,
		],
		[
			{ args: ["$(a)"], arguments: { a: { type: "name", default: "A" } } },
			/must be the name/,
		],
		[{ args: ["$(A)"], arguments: { A: { type: "name" } } }, /small letters/],
	] as const)
		assert.match(problems(command), reason);
});
