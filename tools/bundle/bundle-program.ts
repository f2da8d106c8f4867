import { existsSync, globSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { isFresh, writeStamp } from "./build-stamp.ts";
import { escapeNonAscii } from "./escape-non-ascii.ts";
import { keepFileUrls } from "./keep-file-urls.ts";
import { writeLineTable } from "./line-table.ts";
import { plainBuiltins } from "./plain-builtins.ts";

/**
 * Bundles `src/main.ts` of a program, with all it imports, into `dist/main.js`, unless the bundle is of the sources as they are now.
 * A new bundle takes the place of the old one whole: a process that starts meanwhile runs one or the other.
 * @param folder below the root: `packages/agent`.
 * @returns whether it was built.
 * @throws Error of the bundler, with the place in the source.
 */
export async function bundleProgram(
	rootDir: string,
	folder: string,
): Promise<boolean> {
	const outDir = join(rootDir, folder, "dist");
	if (isFresh(rootDir, outDir)) return false;
	const newDir = `${outDir}.${process.pid}`;
	const oldDir = `${newDir}.old`;
	mkdirSync(newDir);
	try {
		const sources = await build({ rootDir, folder, outDir, newDir });
		for (const map of globSync("*.js.map", { cwd: newDir }))
			writeLineTable(join(newDir, map), outDir);
		writeStamp(rootDir, newDir, sources);
		if (existsSync(outDir)) renameSync(outDir, oldDir);
		renameSync(newDir, outDir);
	} finally {
		rmSync(newDir, { recursive: true, force: true });
		rmSync(oldDir, { recursive: true, force: true });
	}
	return true;
}

/** @returns the sources of ours that went in, below the root. */
async function build(parts: {
	readonly rootDir: string;
	readonly folder: string;
	readonly outDir: string;
	readonly newDir: string;
}): Promise<string[]> {
	const { rootDir, folder, outDir, newDir } = parts;
	// Only a build needs it: finding that there is nothing to do stays cheap.
	const { rolldown } = await import("rolldown");
	const bundle = await rolldown({
		input: join(rootDir, folder, "src/main.ts"),
		platform: "node",
		// An optional native part of pg that is not installed.
		external: ["pg-native"],
		// Undici's own word for a bundle: it leaves its second, experimental parser out.
		transform: { define: { esbuildDetection: "true" } },
		plugins: [keepFileUrls({ rootDir, outDir }), plainBuiltins, escapeNonAscii],
		onLog(level, log, report) {
			// A name that is not there would be undefined when the program runs.
			if (
				log.code === "IMPORT_IS_UNDEFINED" ||
				log.code === "UNRESOLVED_IMPORT"
			)
				throw new Error(log.message);
			if (level === "warn" && !log.id?.includes("node_modules"))
				report(level, log);
		},
	});
	await using _closing = { [Symbol.asyncDispose]: () => bundle.close() };
	const { output } = await bundle.write({
		dir: newDir,
		format: "esm",
		entryFileNames: "main.js",
		chunkFileNames: "[name]-[hash].js",
		// One statement a line, with its names: a profile, a stack and whoever reads it find their way. Comments only cost memory.
		minify: { mangle: false, compress: true, codegen: false },
		comments: false,
		keepNames: true,
		sourcemap: true,
		sourcemapExcludeSources: true,
	});
	return output
		.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []))
		.map((id) => relative(rootDir, id))
		.filter((file) => /^(packages|plugins)\//.test(file));
}
