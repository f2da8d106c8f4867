import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** `file:///…/dist/main.js:12:345` or the same as a path, as V8 writes a position. */
const bundlePosition = /(?:file:\/\/)?(\/[^\s():]+\.js):(\d+):\d+/g;

/**
 * The stack of an error with lines of our source files where it names positions in a bundle that has a table of lines beside it
 * (tools/bundle/line-table.ts). Nothing of the table is kept: Node's own `--enable-source-maps` would hold each map in memory from the
 * start, which is as much as the rest of an agent.
 */
export function inSources(stack: string): string {
	const tables = new Map<string, readonly string[] | undefined>();
	return stack.replace(
		bundlePosition,
		(position: string, file: string, line: string) => {
			if (!tables.has(file)) tables.set(file, readTable(`${file}.lines`));
			return (
				sourceOf(tables.get(file), dirname(file), Number(line)) ?? position
			);
		},
	);
}

function sourceOf(
	table: readonly string[] | undefined,
	folder: string,
	line: number,
): string | undefined {
	const [source, sourceLine] = (table?.[line] ?? "").split(":");
	if (!table || sourceLine === undefined) return undefined;
	const sources: readonly string[] = JSON.parse(table[0] ?? "[]");
	return `${join(folder, sources[Number(source)] ?? "?")}:${sourceLine}`;
}

/** Undefined when there is none: then the position in the bundle has to do. */
function readTable(file: string): readonly string[] | undefined {
	return existsSync(file) ? readFileSync(file, "utf8").split("\n") : undefined;
}
