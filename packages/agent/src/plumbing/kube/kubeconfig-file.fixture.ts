import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ending, tempDir } from "@quarterdeck/testkit";

/** A file with this text, gone after the test. */
export function kubeconfigFile(t: Ending, text: string): string {
	const file = join(tempDir(t), "config");
	writeFileSync(file, text, { mode: 0o600 });
	return file;
}
