import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPackage, packPackage } from "./build-package.ts";

/*
 * Packs the plugin SDK for npm into a folder (default: the working folder), and prints the tarball's path:
 *   node tools/plugin-sdk/main.ts [FOLDER]
 */

const rootDir = fileURLToPath(new URL("../..", import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "qd-sdk-"));
try {
	await buildPackage(rootDir, outDir);
	const tarball = packPackage(outDir, resolve(process.argv[2] ?? "."));
	process.stdout.write(`${tarball}\n`);
} finally {
	rmSync(outDir, { recursive: true, force: true });
}
