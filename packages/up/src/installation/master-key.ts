import { randomBytes } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import type { Installation } from "./installation.ts";

/** The key that the database's secrets are encrypted with; made once. Without it they are lost, so it is kept beside them, and its loss is told. */
export function ensureMasterKey(
	{ masterKey: file, database }: Installation,
	say: (line: string) => void,
): void {
	if (existsSync(file)) return;
	if (existsSync(database))
		say(
			`${file} is missing, so the secrets in the database cannot be decrypted; restore it from a backup, or enter the secrets again (a new key is in use now)`,
		);
	// Whole or not at all: half a key would be taken for the key ever after.
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, {
		mode: 0o600,
	});
	renameSync(draft, file);
}
