import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** `file:///…/dist/main.js:12:345` or the same as a path, as V8 writes a position. */
const bundlePosition = /(?:file:\/\/)?(\/[^\s():]+\.js):(\d+):(\d+)/g;

/** Parsed maps are larger than all else that a process holds: the collector may take them between two errors. */
const maps = new Map<string, WeakRef<SourceMap>>();

/**
 * The stack of an error with positions in our source files where it names positions in a bundle that has a source map beside it.
 * Node's own `--enable-source-maps` would keep each map in memory from the start, which is as much as the rest of an agent.
 */
export function inSources(stack: string): string {
	return stack.replace(
		bundlePosition,
		(position: string, file: string, line: string, column: string) => {
			const found = mapOf(file)?.findEntry(
				Number(line) - 1,
				Number(column) - 1,
			);
			if (!found || !("originalSource" in found)) return position;
			const source = found.originalSource.startsWith("file:")
				? fileURLToPath(found.originalSource)
				: join(dirname(file), found.originalSource);
			return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`;
		},
	);
}

function mapOf(file: string): SourceMap | undefined {
	const known = maps.get(file)?.deref();
	if (known) return known;
	const map = readMap(`${file}.map`);
	if (map) maps.set(file, new WeakRef(map));
	return map;
}

/** Undefined when there is none or it is none: then the position in the bundle has to do. */
function readMap(file: string): SourceMap | undefined {
	try {
		if (!existsSync(file)) return undefined;
		return new SourceMap(JSON.parse(readFileSync(file, "utf8")));
	} catch {
		return undefined;
	}
}
