import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { decisionIndex, readDecisions } from "./decisions.ts";
import { referencePages } from "./reference-pages.ts";

/** Writes docs/reference and the index of decisions anew: `node tools/generate/main.ts`. */
const docs = resolve(import.meta.dirname, "../../docs");
const reference = join(docs, "reference");
mkdirSync(reference, { recursive: true });
for (const [file, text] of referencePages())
	writeFileSync(join(reference, file), text);
const decisions = join(docs, "decisions");
writeFileSync(
	join(decisions, "README.md"),
	decisionIndex(readDecisions(decisions)),
);
