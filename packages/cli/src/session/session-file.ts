import {
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { z } from "zod";
import type { Session } from "../api/api-client.ts";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";

const sessionSchema = z.object({
	url: z.url(),
	token: z.string().min(1),
	email: z.string().optional(),
});
export type StoredSession = z.output<typeof sessionSchema>;

/** Where a session may be kept: the one of `qd login`, and the one of a `qd up` in this checkout. */
export interface SessionPlaces {
	readonly login: string;
	readonly local: string;
}

export function sessionPlaces(
	environment: Environment,
	stateDir: string,
): SessionPlaces {
	const config =
		environment.XDG_CONFIG_HOME ?? join(environment.HOME ?? "/", ".config");
	return {
		login: join(config, "quarterdeck", "session.json"),
		local: join(stateDir, "session.json"),
	};
}

/**
 * Who we are to which control plane: QD_URL with QD_TOKEN, else the `qd up` of this checkout while it runs, else `qd login`.
 * @throws CliFailure when there is none.
 */
export function findSession(
	environment: Environment,
	places: SessionPlaces,
): Session {
	if (environment.QD_URL)
		return { url: environment.QD_URL, token: environment.QD_TOKEN };
	const found = readSession(places.local) ?? readSession(places.login);
	if (found) return found;
	throw new CliFailure(
		"You are not signed in to a control plane.\nTry one here with: qd up --demo   or sign in to yours with: qd login LINK",
		{
			exitCode: exitCodes.unreachable,
		},
	);
}

/** The session in a file, or undefined when there is none. @throws CliFailure when others may read it: it holds a token. */
export function readSession(file: string): StoredSession | undefined {
	let text: string;
	try {
		if ((statSync(file).mode & 0o077) !== 0)
			throw new CliFailure(
				`${file} can be read by others and holds a token. Run: chmod 600 ${file}`,
			);
		text = readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
	const parsed = sessionSchema.safeParse(parseJson(text));
	if (!parsed.success)
		throw new CliFailure(
			`${file} is no session file. Delete it and sign in again with: qd login LINK`,
		);
	return parsed.data;
}

/** Keeps a session for this user only (0600 in a 0700 folder), whole or not at all. */
export function writeSession(file: string, session: StoredSession): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, `${JSON.stringify(session)}\n`, { mode: 0o600 });
	renameSync(draft, file);
}

export function removeSession(file: string): void {
	rmSync(file, { force: true });
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
