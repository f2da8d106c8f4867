#!/usr/bin/env node
import { executor, requestWords } from "@quarterdeck/plugin-sdk";
import manifest from "../package.json" with { type: "json" };
import { readExecCommand } from "./exec-command.ts";
import { execConfigSchema } from "./exec-config.schema.ts";
import { runDeclared } from "./run-declared.ts";

await executor({
	name: "exec",
	version: `v${manifest.version}`,
	description: "Run command lines that the configuration declares.",
	help: {
		baseBody: {
			codeBlock:
				"exec                         lists the commands\nexec help NAME               says how one is run\nexec NAME --argument VALUE   runs it\n",
		},
	},
	config: execConfigSchema,
	async executeStream(request, context) {
		const command = readExecCommand(requestWords(request), context.config);
		if (command.kind === "run") return runDeclared(command, request, context);
		await context.stdout(new TextEncoder().encode(command.text));
		return { exitCode: 0 };
	},
});
