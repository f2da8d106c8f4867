import { open } from "node:fs/promises";

/** Appends a value as a line of JSON; resolves when it is on the disk. A new file is its owner's alone. @throws what the disk says. */
export async function appendLine(file: string, value: unknown): Promise<void> {
	const handle = await open(file, "a", 0o600);
	try {
		await handle.appendFile(`${JSON.stringify(value)}\n`);
		await handle.sync();
	} finally {
		await handle.close();
	}
}
