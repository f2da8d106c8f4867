import {
	mkdtempSync,
	readFileSync,
	rmdirSync,
	unlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Takes a secret out of this process's environment. A variable that is deleted still shows in `/proc/PID/environ`, so the process
 * starts its own program anew, in its place and without the variable; the secret crosses over in a private file, which is removed
 * before anything else happens.
 * @returns the secret, or undefined when the variable is not set.
 */
export function shedVariable(name: string): string | undefined {
	const passing = `${name}_PASSED`;
	const { [name]: secret, [passing]: file } = process.env;
	delete process.env[name];
	delete process.env[passing];
	if (secret) {
		const kept = writeApart(secret);
		if (kept === undefined) return secret;
		startAnew({ ...process.env, [passing]: kept });
	}
	return file && passed.test(file) ? takeBack(file) : undefined;
}

/** The only files that are taken back, and so removed. */
const passed = /\/qd-pass-[A-Za-z0-9]{6}\/secret$/;

/** Undefined where there is no place for it, or no way to start anew. */
function writeApart(secret: string): string | undefined {
	if (process.platform === "win32" || !process.execve) return undefined;
	try {
		const file = join(mkdtempSync(join(tmpdir(), "qd-pass-")), "secret");
		writeFileSync(file, secret, { flag: "wx", mode: 0o600 });
		return file;
	} catch {
		// A read-only disk: the secret stays in the memory that /proc shows to this user and to root.
		return undefined;
	}
}

function startAnew(environment: NodeJS.ProcessEnv): never {
	const { execPath, execArgv, argv } = process;
	return process.execve?.(
		execPath,
		[execPath, ...execArgv, ...argv.slice(1)],
		environment,
	) as never;
}

function takeBack(file: string): string {
	const secret = readFileSync(file, "utf8");
	unlinkSync(file);
	rmdirSync(dirname(file));
	return secret;
}
