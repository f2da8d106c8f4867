import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { referencePages } from "./reference-pages.ts";

/** Writes docs/reference anew: `node tools/generate/main.ts`. */
const folder = resolve(import.meta.dirname, "../../docs/reference");
mkdirSync(folder, { recursive: true });
for (const [file, text] of referencePages())
	writeFileSync(join(folder, file), text);
