import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import type { SecretReference } from "@quarterdeck/contract";
import { readBoundedFile } from "@quarterdeck/contract/read-bounded-file";
import type { Environment } from "./environment.ts";

/** What a process' operator lets configurations refer to. Nothing, unless named. */
export interface LocalSecretLimits {
	/** Names of variables; `*` at the end stands for any characters. */
	readonly env: readonly string[];
	/** The folder whose files may be referred to. */
	readonly folder?: string | undefined;
}

/** References that this process resolves itself. */
export type LocalSecretReference = Exclude<
	SecretReference,
	{ readonly kind: "kubernetes" }
>;

/** A secret, or why there is none: not allowed here, or not to be read; as a clause that names what to do. */
export type FoundSecret =
	| { readonly text: string }
	| { readonly refused: string }
	| { readonly unreadable: string };

/** Far more than a token, a certificate or a kubeconfig has. */
export const maxSecretBytes = 65_536;

/**
 * Reads a secret from the environment or from the folder of secrets, anew each time, so that what was replaced is taken up at the next
 * use. Never throws for what is there, and never quotes it.
 */
export function readLocalSecret(
	reference: LocalSecretReference,
	limits: LocalSecretLimits,
	environment: Environment,
): FoundSecret {
	return reference.kind === "env"
		? readVariable(reference.name, limits, environment)
		: readSecretFile(reference.path, limits);
}

function readVariable(
	name: string,
	{ env }: LocalSecretLimits,
	environment: Environment,
): FoundSecret {
	const isAllowed = env.some((pattern) =>
		pattern.endsWith("*")
			? name.startsWith(pattern.slice(0, -1))
			: name === pattern,
	);
	if (!isAllowed)
		return { refused: `its operator allows no variable of that name` };
	const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
	if (text === undefined || text === "")
		return { unreadable: `the variable is not set where it was started` };
	return bounded(text);
}

function readSecretFile(
	path: string,
	{ folder }: LocalSecretLimits,
): FoundSecret {
	if (folder === undefined)
		return { refused: "its operator names no folder of secrets" };
	try {
		// A mounted Secret is links inside its own folder; what leads out of it is somebody else's file.
		const root = realpathSync(folder);
		const file = realpathSync(join(root, path));
		if (!file.startsWith(root.endsWith(sep) ? root : root + sep))
			return { refused: "the file leads out of the folder of secrets" };
		const bytes = readBoundedFile(file, { maxBytes: maxSecretBytes });
		return bounded(secretTextOf(bytes));
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT" || code === "ENOTDIR")
			return { unreadable: "there is no such file in the folder of secrets" };
		return {
			unreadable:
				error instanceof TypeError
					? "it is not UTF-8"
					: `${code ?? (error as Error).message}`,
		};
	}
}

/** The text of a secret's bytes, without the line end that editors and `echo` put behind it. @throws TypeError when it is not UTF-8. */
export function secretTextOf(bytes: Uint8Array): string {
	const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	return text.replace(/\r?\n$/, "");
}

function bounded(text: string): FoundSecret {
	if (text === "") return { unreadable: "it is empty" };
	return Buffer.byteLength(text) > maxSecretBytes
		? { unreadable: `it has more than ${maxSecretBytes} bytes` }
		: { text };
}
