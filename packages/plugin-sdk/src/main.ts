#!/usr/bin/env node
import { checkPlugin, checkUsage } from "./command/check-plugin.ts";
import { createPlugin, createUsage } from "./command/create-plugin.ts";
import { packPlugin, packUsage } from "./command/pack-plugin.ts";
import { WrongUse } from "./command/wrong-use.ts";

const usage = `Usage: quarterdeck-plugin COMMAND

  ${[createUsage, packUsage, checkUsage].join("\n  ")}`;
const say = (text: string) => process.stdout.write(text);
const [, , command = "help", ...words] = process.argv;

try {
	process.exitCode = await run();
} catch (error) {
	const { message } = error as Error;
	process.stderr.write(
		error instanceof WrongUse ? `${message}\n\n${usage}` : `${message}\n`,
	);
	process.exitCode = error instanceof WrongUse ? 2 : 1;
}

async function run(): Promise<number> {
	switch (command) {
		case "conformance":
			return (await checkPlugin(words, say)) ? 0 : 1;
		case "create":
			await createPlugin(words, say);
			return 0;
		case "pack":
			await packPlugin(words, say);
			return 0;
		case "help":
		case "--help":
		case "-h":
			say(usage);
			return 0;
		default:
			throw new WrongUse(`there is no command "${command}"`);
	}
}
