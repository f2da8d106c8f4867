import { chmod, lstat, mkdir, mkdtemp, stat } from "node:fs/promises";
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
	/** Where else to look. */
	readonly publicPlaces?: readonly string[];
}): Promise<string> {
	const ours = process.getuid?.() ?? 0;
	const candidates = [
		options.cacheDir,
		...(options.publicPlaces ?? [
			"/var/cache/quarterdeck",
			join(tmpdir(), `quarterdeck-${ours}`),
		]),
	];
	for (const folder of candidates) {
		const made = await mkdir(folder, { recursive: true, mode: 0o755 }).then(
			// The one that was given may be a link of the operator's; in a public place a link is anybody's.
			() => (folder === options.cacheDir ? stat(folder) : lstat(folder)),
			() => undefined,
		);
		// A folder that someone else made could hold someone else's programs.
		if (!made?.isDirectory() || made.uid !== ours) continue;
		if (await canReach(options.user, folder, options.env)) return folder;
	}
	// Somebody else took the last name first: one that nobody knows serves this start.
	const fresh = await mkdtemp(join(tmpdir(), `quarterdeck-${ours}-`));
	await chmod(fresh, 0o755);
	if (await canReach(options.user, fresh, options.env)) return fresh;
	throw new SetupError(
		`The user that runs PostgreSQL cannot access any of the folders for programs: ${candidates.join(", ")}. Move the checkout to a folder that other users can access.`,
	);
}
