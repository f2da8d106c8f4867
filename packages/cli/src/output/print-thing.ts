import type { Terminal } from "../terminal.ts";

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
	if (output === "json")
		return terminal.out(`${JSON.stringify(thing, null, 2)}\n`);
	const { stringify } = await import("yaml");
	terminal.out(stringify(thing));
}
