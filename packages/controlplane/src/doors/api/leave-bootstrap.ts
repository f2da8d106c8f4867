import {
	chmodSync,
	mkdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { AppError, type ProcessId } from "@quarterdeck/contract";
import { z } from "zod";
import type {
	Organisation,
	Person,
	TokenScope,
} from "../../rooms/people/index.ts";
import type { SignIn } from "../../rooms/sign-in/index.ts";
import { signInUrl } from "./sign-in-url.ts";

const bootstrapSchema = z.object({ apiToken: z.string() });

/**
 * Leaves the owner's way in at `file` (mode 0600): organisation, person, a fresh one-time link, and a token for the command
 * line of this machine, with these scopes. A token of an earlier start that still works is kept, so that starts do not pile up tokens;
 * one with other scopes is ended.
 */
export async function leaveBootstrap(deps: {
	readonly signIn: SignIn;
	readonly organisation: Organisation;
	readonly owner: Person;
	readonly publicUrl: string;
	readonly file: string;
	readonly processId: ProcessId;
	readonly scopes: readonly TokenScope[];
}): Promise<void> {
	const { signIn, organisation, owner, file, scopes } = deps;
	const apiToken =
		(await workingToken(deps)) ??
		(
			await signIn.makeApiToken(
				organisation.id,
				owner.id,
				"command line of the control plane's machine",
				scopes,
			)
		).token;
	const link = await signIn.makeSignInLink(organisation.id, owner.id, {
		provesAccount: true,
	});
	writeWhole(file, {
		organisation: { id: organisation.id, name: organisation.name },
		person: { id: owner.id, email: owner.email },
		url: deps.publicUrl,
		signInUrl: signInUrl(deps.publicUrl, link.code),
		signInUrlExpiresAt: link.expiresAt.toISOString(),
		apiToken,
	});
}

async function workingToken(
	deps: Parameters<typeof leaveBootstrap>[0],
): Promise<string | undefined> {
	const { signIn, owner, file, scopes } = deps;
	const apiToken = readToken(file);
	if (apiToken === undefined) return undefined;
	try {
		const { person, organisation, proof } = await signIn.authenticate(apiToken);
		if (person.id !== owner.id || proof.kind !== "token") return undefined;
		const isSame =
			proof.scopes.length === scopes.length &&
			scopes.every((scope) => proof.scopes.includes(scope));
		if (isSame) return apiToken;
		const who = { kind: "process", processId: deps.processId } as const;
		await signIn.endApiToken(organisation.id, person.id, proof.tokenId, who);
		return undefined;
	} catch (error) {
		if (error instanceof AppError && error.code === "NOT_SIGNED_IN")
			return undefined;
		throw error;
	}
}

function readToken(file: string): string | undefined {
	try {
		return bootstrapSchema.parse(JSON.parse(readFileSync(file, "utf8")))
			.apiToken;
	} catch {
		// Absent or not ours: it is written anew.
		return undefined;
	}
}

function writeWhole(file: string, content: object): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, `${JSON.stringify(content, null, "\t")}\n`, {
		mode: 0o600,
	});
	chmodSync(draft, 0o600);
	renameSync(draft, file);
}
