import { readFileSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { relative, resolve } from "node:path";

/**
 * Writes `main.js.lines` beside `main.js.map`: the sources as a JSON list, relative to the bundle, and then for each line of the bundle
 * the number of its source and the line there, or nothing. A process that logs an error reads it without holding it; a parsed source map
 * would need more memory than the rest of an agent.
 * @param outDir the folder the bundle is moved to.
 */
export function writeLineTable(mapFile: string, outDir: string): void {
	const map = new SourceMap(JSON.parse(readFileSync(mapFile, "utf8")));
	const file = mapFile.replace(/\.map$/, "");
	const sources = new Map<string, number>();
	const lines = readFileSync(file, "utf8")
		.split("\n")
		.map((line, index) => {
			const entry = map.findEntry(index, line.search(/\S|$/));
			// Without an entry of its own, a line would be given the end of the one before.
			if (!("originalSource" in entry) || entry.generatedLine !== index)
				return "";
			if (entry.originalSource === undefined) return "";
			const source = relative(outDir, resolve(outDir, entry.originalSource));
			if (!sources.has(source)) sources.set(source, sources.size);
			return `${sources.get(source)}:${entry.originalLine + 1}`;
		});
	const list = JSON.stringify([...sources.keys()]);
	writeFileSync(`${file}.lines`, [list, ...lines].join("\n"));
}
