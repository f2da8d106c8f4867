import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether the agent of this state folder can start without a join token. It cannot with a credential of an older version, which holds no
 * order key; what else is wrong with a credential the agent says itself.
 */
export function hasJoined(stateDir: string): boolean {
	if (readdirSync(stateDir).length === 0) return false;
	const file = join(stateDir, "agent.json");
	if (!existsSync(file)) return true;
	try {
		const credential: unknown = JSON.parse(readFileSync(file, "utf8"));
		return (
			typeof credential !== "object" ||
			credential === null ||
			"orderKeys" in credential
		);
	} catch {
		return true;
	}
}
