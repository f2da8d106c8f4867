import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

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

function builtFrom(): string | undefined {
	try {
		return readFileSync(stampFile, "utf8");
	} catch {
		return undefined;
	}
}

const wanted = sourceDigest();
if (builtFrom() !== wanted || process.argv.includes("--force")) {
	const { build } = await import("vite");
	await build({ root: folder, logLevel: "warn" });
	writeFileSync(stampFile, wanted);
	process.stdout.write("The web UI was built.\n");
}
