import { readBoundedFile } from "@quarterdeck/contract/read-bounded-file";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

/** Far more than a configuration may have; what is longer is none. */
const maxFileBytes = 16 * 1024 * 1024;

/** What people are told a file is called. */
export function nameOf(file: string): string {
	return file === "-" ? "standard input" : file;
}

/** A file, or standard input for `-`, as it is: nothing is decoded yet. @throws CliFailure when it cannot be read. */
export async function readBytes(
	file: string,
	terminal: Pick<Terminal, "readInputBytes">,
): Promise<Uint8Array> {
	if (file === "-") return await terminal.readInputBytes(maxFileBytes);
	try {
		return readBoundedFile(file, { maxBytes: maxFileBytes, pipes: true });
	} catch (error) {
		throw new CliFailure(
			`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
			{ exitCode: exitCodes.usage, cause: error },
		);
	}
}
