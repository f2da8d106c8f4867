import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const stampSchema = z.object({
	/** The sources of ours, below the root. */
	files: z.array(z.string()),
	digest: z.string(),
	/** Of what was built. */
	built: z.string(),
});

const stampName = ".built-from";

/** What decides how a bundle looks besides its own sources: the packages installed, and this builder. */
const builderFiles = [
	"package-lock.json",
	"tools/bundle/build-stamp.ts",
	"tools/bundle/bundle-program.ts",
	"tools/bundle/escape-non-ascii.ts",
	"tools/bundle/keep-file-urls.ts",
	"tools/bundle/line-table.ts",
	"tools/bundle/plain-builtins.ts",
];

/** Whether the bundle in a folder is of the sources as they are now, and as it was built. */
export function isFresh(rootDir: string, outDir: string): boolean {
	const stamp = readStamp(outDir);
	return (
		stamp !== undefined &&
		digestOf(rootDir, stamp.files) === stamp.digest &&
		digestOfBuilt(outDir) === stamp.built
	);
}

/** Remembers from which sources a bundle was built. `files` are below the root. */
export function writeStamp(
	rootDir: string,
	outDir: string,
	files: readonly string[],
): void {
	const sorted = [...files].sort();
	const stamp = {
		files: sorted,
		digest: digestOf(rootDir, sorted),
		built: digestOfBuilt(outDir),
	};
	writeFileSync(join(outDir, stampName), JSON.stringify(stamp));
}

function readStamp(outDir: string): z.output<typeof stampSchema> | undefined {
	const file = join(outDir, stampName);
	if (!existsSync(file)) return undefined;
	try {
		return stampSchema.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch {
		// Cut short by an interruption: built again, as if there were none.
		return undefined;
	}
}

function digestOf(
	rootDir: string,
	files: readonly string[],
): string | undefined {
	return digestOfFiles(rootDir, [...builderFiles, ...files]);
}

/** Of every file beside the stamp: one that was changed, added or removed makes another. */
function digestOfBuilt(outDir: string): string | undefined {
	const files = globSync("*", { cwd: outDir });
	return digestOfFiles(outDir, files.sort());
}

/** SHA-256 (hex) over names and contents; undefined when a file is gone. */
function digestOfFiles(
	rootDir: string,
	files: readonly string[],
): string | undefined {
	const digest = createHash("sha256").update(process.version);
	for (const file of files) {
		const path = join(rootDir, file);
		if (!existsSync(path)) return undefined;
		digest.update(`\0${file}\0`).update(readFileSync(path));
	}
	return digest.digest("hex");
}
