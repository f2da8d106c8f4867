import { fileURLToPath } from "node:url";
import { bundleProgram } from "./bundle-program.ts";
import { bundledPrograms } from "./programs.ts";

/*
 * Bundles each program whose sources are not those its bundle was built from:
 *   node tools/bundle/main.ts
 */

const rootDir = fileURLToPath(new URL("../..", import.meta.url));
for (const folder of bundledPrograms(rootDir))
	if (await bundleProgram(rootDir, folder))
		process.stdout.write(`${folder} was bundled.\n`);
