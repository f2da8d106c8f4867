import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Why a plugin's program is not trusted: another user of the machine can change it, or put another in its place. It would be lent the
 * rights of people. Undefined for one that only root, the agent's user, or the owner of the agent's own code can change.
 * @throws what the disk says.
 */
export function whyChangeable(program: string): string | undefined {
	const trusted = [
		0,
		process.getuid?.(),
		statSync(process.argv[1] ?? process.execPath).uid,
	] as const;
	const target = realpathSync(program);
	for (const path of new Set([dirname(program), dirname(target), target])) {
		const { uid, mode } = statSync(path);
		if (!trusted.includes(uid))
			return `${path} belongs to another user (uid ${uid}), who could change the plugin. Give it to root or to the agent's user (chown)`;
		if ((mode & 0o002) !== 0)
			return `${path} can be written by every user of the machine. Close it (chmod o-w)`;
	}
	return undefined;
}
