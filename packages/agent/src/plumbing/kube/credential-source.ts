import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import type { Clock } from "@quarterdeck/runtime";
import {
	type ClientCertificate,
	type ClusterAccess,
	ClusterAccessError,
} from "./cluster-access.ts";
import { createExecCredential } from "./exec-credential.ts";
import { reasonOf } from "./merge-kubeconfigs.ts";

/** What the agent shows the API server: a header, a certificate, both or nothing. */
export interface ShownCredential {
	/** Value of the Authorization header. */
	readonly authorization: string | undefined;
	readonly clientCertificate: ClientCertificate | undefined;
}

/** The credential of an access, read again as files and programs change it. */
export interface CredentialSource {
	/** At once where nothing has to be read. Rejects with ClusterAccessError when a file or a program gives none. */
	current(): ShownCredential | Promise<ShownCredential>;
	/** The API server answered 401 to `shown`. True when another one may be had, and the request is worth repeating. */
	refused(shown: ShownCredential): boolean;
}

/** For how long a token that was read from a file is used. A projected token is renewed long before its end. */
const freshMs = 5000;

/**
 * A program that failed, or that gave a new credential after a refusal, is not started again for this long: an API server that refuses
 * every request must not start a program for each.
 */
const programRestMs = 2500;

/** Reads and runs nothing yet. */
export function createCredentialSource(
	access: Pick<ClusterAccess, "clientCertificate" | "credential">,
	clock: Clock,
): CredentialSource {
	const { credential, clientCertificate } = access;
	const show = (authorization: string | undefined): ShownCredential => ({
		authorization,
		clientCertificate,
	});
	switch (credential.kind) {
		case "none":
			return always(show(undefined));
		case "token":
			return always(show(`Bearer ${credential.token}`));
		case "basic": {
			const both = `${credential.username}:${credential.password}`;
			return always(show(`Basic ${Buffer.from(both).toString("base64")}`));
		}
		case "token-file":
			return kept(clock, 0, async () => ({
				shown: show(await bearerFromFile(credential.file)),
				freshMs,
			}));
		case "exec": {
			const ask = createExecCredential(credential.program, clock);
			return kept(clock, programRestMs, async () => {
				const { token, certificate, lifetimeMs } = await ask();
				const shown = {
					authorization: token === undefined ? undefined : `Bearer ${token}`,
					clientCertificate: certificate ?? clientCertificate,
				};
				return { shown, freshMs: lifetimeMs };
			});
		}
	}
}

function always(shown: ShownCredential): CredentialSource {
	return { current: () => shown, refused: () => false };
}

/** Keeps what was read while it is fresh; several callers share one reading, and a failure of it for `restMs`. */
function kept(
	clock: Clock,
	restMs: number,
	read: () => Promise<{
		readonly shown: ShownCredential;
		readonly freshMs: number;
	}>,
): CredentialSource {
	let known:
		| { readonly shown: ShownCredential; readonly untilMs: number }
		| undefined;
	let reading: Promise<ShownCredential> | undefined;
	let restUntilMs = Number.NEGATIVE_INFINITY;
	let failure: unknown;
	let isAfterRefusal = false;

	async function renew(): Promise<ShownCredential> {
		failure = undefined;
		try {
			const { shown, freshMs } = await read();
			known = { shown, untilMs: clock.monotonicMs() + freshMs };
			return shown;
		} catch (error) {
			failure = error;
			throw error;
		} finally {
			if (isAfterRefusal || failure !== undefined)
				restUntilMs = clock.monotonicMs() + restMs;
			isAfterRefusal = false;
			reading = undefined;
		}
	}
	const isResting = () => clock.monotonicMs() < restUntilMs;
	return {
		current() {
			if (known && clock.monotonicMs() < known.untilMs) return known.shown;
			if (failure !== undefined && isResting()) return Promise.reject(failure);
			reading ??= renew();
			return reading;
		},
		refused(shown) {
			// Another request may have brought a newer one meanwhile: that one is not given up.
			if (known?.shown !== shown) return true;
			if (isResting()) return false;
			known = undefined;
			isAfterRefusal = true;
			return true;
		},
	};
}

async function bearerFromFile(file: string): Promise<string> {
	let token: string;
	try {
		token = readBoundedText(file).trim();
	} catch (error) {
		throw new ClusterAccessError(
			`the token file ${file} cannot be read (${reasonOf(error)})`,
			{ cause: error },
		);
	}
	if (token === "")
		throw new ClusterAccessError(`the token file ${file} is empty`);
	return `Bearer ${token}`;
}
