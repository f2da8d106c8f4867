import { z } from "zod";
import { codeBlock, dependencyProgram, executor, plaintext } from "../index.ts";

/** An executor with a schema: greets as configured, and says where a dependency lies. */
await executor({
	name: "greet",
	version: "v0.0.1",
	description: "Greets.",
	help: plaintext("greet NAME"),
	config: z.strictObject({
		greeting: z.string().default("hello").describe("What it says."),
		times: z.number().int().min(1).max(3).default(1),
	}),
	execute: async ({ command }, { config }) => {
		const [, what = "", name = ""] = command.split(" ");
		if (what === "find") return plaintext(dependencyProgram(name));
		return codeBlock(`${config.greeting} ${what}\n`.repeat(config.times));
	},
});
