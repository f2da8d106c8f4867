import { createHash } from "node:crypto";
import {
	globSync,
	readFileSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/*
 * Builds the UI into dist/ when its sources are not those it was built from: node packages/web/build-web.ts [--force]
 */

const folder = fileURLToPath(new URL(".", import.meta.url));
const stampFile = join(folder, "dist", ".built-from");

/** The UI is built from these; all of them together have one digest. */
function sourceDigest(): string {
	const digest = createHash("sha256");
	const files = globSync(
		["index.html", "vite.config.ts", "package.json", "src/**/*"],
		{ cwd: folder },
	).filter((file) => statSync(join(folder, file)).isFile());
	for (const file of files.sort())
		digest.update(`${file}\0`).update(readFileSync(join(folder, file)));
	return digest.digest("hex");
}

/** Of everything in dist/ beside the stamp: a file that was changed, added or removed makes another. */
function builtDigest(): string {
	const dist = join(folder, "dist");
	const digest = createHash("sha256");
	for (const file of globSync("**/*", { cwd: dist }).sort())
		if (statSync(join(dist, file)).isFile())
			digest.update(`${file}\0`).update(readFileSync(join(dist, file)));
	return digest.digest("hex");
}

function builtFrom(): string | undefined {
	try {
		return readFileSync(stampFile, "utf8");
	} catch {
		return undefined;
	}
}

/** Compressed once here, so that no request waits for it. */
function compress(dist: string): void {
	for (const file of globSync("assets/*.{js,css,svg}", { cwd: dist })) {
		const bytes = readFileSync(join(dist, file));
		const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
		writeFileSync(
			join(dist, `${file}.br`),
			brotliCompressSync(bytes, { params: quality }),
		);
		writeFileSync(join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }));
	}
	// A control plane that runs takes a build up when its index.html is a new one.
	const now = new Date();
	utimesSync(join(dist, "index.html"), now, now);
}

const wanted = sourceDigest();
if (
	builtFrom() !== `${wanted} ${builtDigest()}` ||
	process.argv.includes("--force")
) {
	const { build } = await import("vite");
	await build({ root: folder, logLevel: "warn" });
	compress(join(folder, "dist"));
	writeFileSync(stampFile, `${wanted} ${builtDigest()}`);
	process.stdout.write("The web UI was built.\n");
}
