import { mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { canReach, type ServerUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";

/**
 * A cache folder whose programs that user can run: the one given, or, where it is closed to the user (below root's
 * home), one of the machine's.
 * @throws SetupError when there is none.
 */
export async function openCacheDir(options: {
	readonly cacheDir: string;
	readonly user: ServerUser | undefined;
	readonly env: Environment;
}): Promise<string> {
	const ours = process.getuid?.() ?? 0;
	const candidates = [
		options.cacheDir,
		"/var/cache/quarterdeck",
		join(tmpdir(), `quarterdeck-${ours}`),
	];
	for (const folder of candidates) {
		const made = await mkdir(folder, { recursive: true, mode: 0o755 }).then(
			() => stat(folder),
			() => undefined,
		);
		// A folder in a public place that someone else made could hold someone else's programs.
		if (made?.uid !== ours) continue;
		if (await canReach(options.user, folder, options.env)) return folder;
	}
	throw new SetupError(
		`The user that runs PostgreSQL cannot access any of the folders for programs: ${candidates.join(", ")}. Move the checkout to a folder that other users can access.`,
	);
}
