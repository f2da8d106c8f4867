import { userInfo } from "node:os";
import { join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { runProgram } from "./run-program.ts";
import type { ServerUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";

/**
 * Writes into the data folder who may connect: over the socket the user of this process, as the kernel names it, in any role; over TCP,
 * which is closed, whoever has a password, and no role has one. Written at each start, so that older data get it too.
 * @throws SetupError when the server's user cannot write there.
 */
export async function writePostgresAccess(options: {
	readonly data: string;
	readonly major: number;
	readonly user: ServerUser | undefined;
	readonly env: Environment;
}): Promise<void> {
	const { data, user, env } = options;
	const files = {
		"pg_hba.conf": hostAccess(options.major),
		"pg_ident.conf": `quarterdeck "${userInfo().username}" all\n`,
	};
	for (const [name, text] of Object.entries(files)) {
		// By the user who owns the folder: a link that user put there must not lead root elsewhere.
		const written = await runProgram({
			command: "sh",
			args: ["-c", 'printf %s "$2" > "$1"', "sh", join(data, name), text],
			env,
			cwd: "/",
			...user,
		});
		if (written.code !== 0)
			throw new SetupError(
				`Cannot write ${name} in ${data}: ${written.stderr.trim()}`,
			);
	}
}

function hostAccess(major: number): string {
	// Before 16 a map cannot say "any role"; we bring 18, and older ones only prove that the product runs on them.
	const local = major >= 16 ? "peer map=quarterdeck" : "trust";
	return `local all all ${local}\nhost all all all scram-sha-256\n`;
}
