import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** `file:///…/dist/main.js:12:345` or the same as a path, as V8 writes a position. */
const bundlePosition = /(?:file:\/\/)?(\/[^\s():]+\.js):(\d+):\d+/g;

/** The folder that a table's sources are relative to, the sources, and `source:line` for each line of the bundle. */
interface LineTable {
	readonly folder: string;
	readonly sources: readonly string[];
	readonly lines: readonly string[];
}

/**
 * The stack of an error with lines of our source files where it names positions in a bundle that has a table of lines beside it
 * (tools/bundle/line-table.ts). Never throws: whoever describes an error is in trouble already. Nothing of the table is kept: Node's own
 * `--enable-source-maps` would hold each map in memory from the start, which is as much as the rest of an agent.
 */
export function inSources(stack: string): string {
	const tables = new Map<string, LineTable | undefined>();
	return stack.replace(
		bundlePosition,
		(position: string, file: string, line: string) => {
			if (!tables.has(file)) tables.set(file, readTable(file));
			return sourceOf(tables.get(file), Number(line)) ?? position;
		},
	);
}

function sourceOf(
	table: LineTable | undefined,
	line: number,
): string | undefined {
	const [source, sourceLine] = (table?.lines[line] ?? "").split(":");
	if (!table || sourceLine === undefined) return undefined;
	return `${join(table.folder, table.sources[Number(source)] ?? "?")}:${sourceLine}`;
}

/** Undefined when there is none, or it cannot be read, as where no descriptor is left: then the position in the bundle has to do. */
function readTable(file: string): LineTable | undefined {
	try {
		const lines = readFileSync(`${file}.lines`, "utf8").split("\n");
		const sources = JSON.parse(lines[0] ?? "");
		if (!Array.isArray(sources)) return undefined;
		return { folder: dirname(file), sources: sources.map(String), lines };
	} catch {
		return undefined;
	}
}
