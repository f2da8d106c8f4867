import {
	existsSync,
	mkdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { z } from "zod";
import type { Send, Session } from "../api/session.ts";
import { CliFailure } from "../cli-failure.ts";
import type { Environment } from "../environment.ts";
import { exitCodes } from "../exit-codes.ts";

const sessionSchema = z.object({
	url: z.url(),
	token: z.string().min(1),
	email: z.string().optional(),
	/** Of the `qd up` it belongs to; it ends with that process, however it ends. */
	pid: z.number().int().positive().optional(),
	/** Where that `qd up` answers, besides its port. */
	socket: z.string().min(1).optional(),
	/** Signed in with `--insecure`. */
	insecure: z.boolean().optional(),
	/** Signed in to a control plane on this machine, over its socket: at its port the token is never sent. */
	isLocal: z.boolean().optional(),
});
export type StoredSession = z.output<typeof sessionSchema>;

/** Control planes that run on this machine; only a checkout knows of any. */
export interface LocalControlPlanes {
	/** Their session files; they win over a login, the first one first. */
	readonly files: readonly string[];
	/** A file that is there while one is kept, running or not. */
	readonly kept: string;
	/** Sends requests to a Unix socket, once it is seen that no other user can listen there. */
	readonly bySocket: (path: string) => Send;
}

/** Where sessions are kept. */
export interface SessionFiles {
	/** Of `qd login`. */
	readonly login: string;
	readonly local?: LocalControlPlanes | undefined;
}

/** Where `qd login` keeps its session: below XDG_CONFIG_HOME, else below ~/.config. */
export function loginSessionFile(environment: Environment): string {
	const config =
		environment.XDG_CONFIG_HOME ?? join(environment.HOME ?? "/", ".config");
	return join(config, "quarterdeck", "session.json");
}

/**
 * The session to use: QD_URL with QD_TOKEN, else that of a control plane on this machine while it runs, else that of
 * `qd login`. Whoever signed in to the control plane on this machine uses that sign-in, over its socket, and only while it runs.
 * @throws CliFailure when there is none.
 */
export function findSession(
	environment: Environment,
	files: SessionFiles,
): Session {
	const { QD_URL: url, QD_TOKEN: token, QD_INSECURE } = environment;
	if (url) return { url, token, insecure: QD_INSECURE === "true" };
	const login = readSession(files.login);
	const local = findLocalSession(files);
	if (local) {
		const isSame =
			login && new URL(login.url).origin === new URL(local.url).origin;
		return isSame ? { ...local, token: login.token } : { ...local, narrowHint };
	}
	if (login && !login.isLocal) return login;
	throw nobodySignedIn(files, login);
}

const narrowHint =
	"This is the session of qd up, which may read, run and configure. For more, sign in with the link that qd up prints: qd login LINK";

/** The session of a control plane that runs on this machine. */
export function findLocalSession({
	local,
}: Pick<SessionFiles, "local">): Session | undefined {
	for (const file of local?.files ?? []) {
		const found = readSession(file);
		if (local && found?.socket && isRunning(found.pid))
			return {
				url: found.url,
				token: found.token,
				send: local.bySocket(found.socket),
			};
	}
	return undefined;
}

function nobodySignedIn(
	{ local }: SessionFiles,
	login: StoredSession | undefined,
): CliFailure {
	const left = local ? [...local.files, local.kept] : [];
	const hasStopped = login?.isLocal || left.some((file) => existsSync(file));
	return new CliFailure(
		hasStopped
			? "Quarterdeck on this machine is stopped, and you are not signed in to another control plane.\nStart it again with the command you started it with, such as: ./qd up --demo   or sign in with: qd login LINK"
			: "You are not signed in to a control plane.\nSign in with: qd login LINK   or, in a checkout, start one to try with: ./qd up --demo",
		{ exitCode: exitCodes.unreachable },
	);
}

/**
 * A `qd up` that was killed could not take its session away. That a process has its number proves nothing, for numbers come again: the
 * socket does.
 */
function isRunning(pid: number | undefined): boolean {
	if (pid === undefined) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// A process of somebody else is a process all the same.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/** The session in a file, or undefined when there is none. @throws CliFailure when others may read it: it holds a token. */
export function readSession(file: string): StoredSession | undefined {
	const text = readPrivate(file);
	if (text === undefined) return undefined;
	const parsed = sessionSchema.safeParse(parseJson(text));
	if (!parsed.success)
		throw new CliFailure(
			`${file} is not a valid session file. Delete it, then sign in again with: qd login LINK`,
		);
	return parsed.data;
}

function readPrivate(file: string): string | undefined {
	try {
		if ((statSync(file).mode & 0o077) !== 0)
			throw new CliFailure(
				`${file} contains a token and is readable by other users. Run: chmod 600 ${file}`,
			);
		return readBoundedText(file);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT" || code === "ENOTDIR") return undefined;
		if (code === "EACCES")
			throw new CliFailure(
				`Cannot read ${file}: it belongs to another user. Set QD_STATE_DIR to a folder of your own, or set QD_URL and QD_TOKEN.`,
				{ cause: error },
			);
		throw error;
	}
}

/** Keeps a session for this user only (0600 in a 0700 folder), whole or not at all. */
export function writeSession(file: string, session: StoredSession): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, `${JSON.stringify(session)}\n`, { mode: 0o600 });
	renameSync(draft, file);
}

/** Forgets the session in a file; with `pid` only when it is that process's own. */
export function removeSession(file: string, pid?: number): void {
	if (pid !== undefined && readSession(file)?.pid !== pid) return;
	rmSync(file, { force: true });
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
