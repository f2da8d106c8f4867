import type { Credential } from "@quarterdeck/contract";
import type { Clock, Log, Timer } from "@quarterdeck/runtime";
import type { AgentIdentity, IdentityStore } from "./agent-identity.ts";

/** A job that starts itself. */
export interface RenewCredentialJob {
	stop(): void;
}

export interface RenewCredentialDeps {
	readonly store: IdentityStore;
	readonly identity: AgentIdentity;
	/** Asks for a fresh credential for the same key. */
	readonly renew: () => Promise<Credential>;
	/** Takes the fresh one into use. */
	readonly use: (credential: Credential) => void;
	readonly clock: Clock;
	readonly log: Log;
	/** 0 to 1; spreads a fleet that joined at the same moment. */
	readonly random: () => number;
}

const longestTimerMs = 2_000_000_000;
const shortestRetryMs = 5000;
const longestRetryMs = 300_000;

/**
 * Renews at about half of the credential's life, so that the other half is there to try again in. It is on disk before it is used.
 * What is left shrinks without a renewal, the tone rises: a warning at each failure, an error in the last tenth.
 */
export function createRenewCredentialJob(
	deps: RenewCredentialDeps,
): RenewCredentialJob {
	const { clock, log } = deps;
	let identity = deps.identity;
	let timer: Timer | undefined;
	let failures = 0;

	function wait(delayMs: number): void {
		timer = clock.after(Math.min(Math.max(delayMs, 0), longestTimerMs), act);
	}
	function act(): void {
		if (leftMs() > lifeMs() / 2 + lifeMs() * 0.1) {
			wait(untilRenewalMs());
			return;
		}
		renew().catch((error: unknown) => {
			failures += 1;
			const isLast = leftMs() < lifeMs() / 10;
			const facts = { attempt: failures, error };
			if (isLast)
				log.error("the credential ends soon and is not renewed", facts);
			else log.warn("the credential could not be renewed yet", facts);
			wait(
				Math.min(
					shortestRetryMs * 2 ** Math.min(failures, 10),
					longestRetryMs,
				) *
					(0.5 + deps.random()),
			);
		});
	}
	async function renew(): Promise<void> {
		const credential = await deps.renew();
		identity = {
			...identity,
			jwt: credential.jwt,
			issuedAt: clock.now().toISOString(),
			expiresAt: credential.expiresAt,
		};
		deps.store.write(identity);
		deps.use(credential);
		failures = 0;
		log.info("the credential is renewed");
		wait(untilRenewalMs());
	}
	function lifeMs(): number {
		return Date.parse(identity.expiresAt) - Date.parse(identity.issuedAt);
	}
	function leftMs(): number {
		return Date.parse(identity.expiresAt) - clock.now().getTime();
	}
	function untilRenewalMs(): number {
		const point = 0.45 + 0.1 * deps.random();
		return leftMs() - lifeMs() * point;
	}
	wait(untilRenewalMs());
	return { stop: () => timer?.cancel() };
}
