import type { Terminal } from "../terminal.ts";
import { jsonText } from "./json-text.ts";

/** Prints all that is known of one thing for a program. */
export async function printThing(
	thing: object,
	{
		output,
		terminal,
	}: {
		readonly output: "json" | "yaml";
		readonly terminal: Pick<Terminal, "out">;
	},
): Promise<void> {
	if (output === "json") return terminal.out(jsonText(thing, 2));
	const { stringify } = await import("yaml");
	terminal.out(stringify(thing));
}
