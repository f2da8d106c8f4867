import { writeFileSync } from "node:fs";
import { printApiSchema } from "./print-api-schema.ts";

// Writes schema.graphql at the package's root; a test says when it was forgotten.
writeFileSync(
	new URL("../../../schema.graphql", import.meta.url),
	printApiSchema(),
);
