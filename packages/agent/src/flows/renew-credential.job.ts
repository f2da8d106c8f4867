import {
	AppError,
	type Credential,
	type RenewRequest,
} from "@quarterdeck/contract";
import type { Clock, Log, Timer } from "@quarterdeck/runtime";
import type { AgentIdentity, IdentityStore } from "./agent-identity.ts";

/** A job that starts itself. */
export interface RenewCredentialJob {
	/**
	 * Takes a credential for a new key into use and shows that it is: resolves with the key when the old one is no longer needed. What
	 * was asked for while it goes on is the same rotation.
	 * @throws AppError as the control plane refused it, or BUS_UNAVAILABLE.
	 */
	rotate(): Promise<string>;
	stop(): void;
}

export interface RenewCredentialDeps {
	readonly store: IdentityStore;
	readonly identity: AgentIdentity;
	readonly createKey: () => { readonly seed: string; readonly userKey: string };
	readonly userKeyOf: (seed: string) => string;
	/** Asks for a fresh credential. */
	readonly renew: (request: RenewRequest) => Promise<Credential>;
	/** Takes the fresh one into use; resolves with whether the connection is made with it. */
	readonly use: (credential: {
		readonly jwt: string;
		readonly seed: string;
	}) => Promise<boolean>;
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
	let rotating: Promise<string> | undefined;

	function wait(delayMs: number): void {
		timer?.cancel();
		timer = clock.after(Math.min(Math.max(delayMs, 0), longestTimerMs), act);
	}
	function act(): void {
		if (rotating !== undefined) {
			wait(shortestRetryMs);
			return;
		}
		const isEarly = leftMs() > lifeMs() / 2 + lifeMs() * 0.1;
		if (isEarly && !identity.unsettled) {
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
		const before = identity;
		const userKey = deps.userKeyOf(before.seed);
		const credential = await deps.renew({ userKey, inUse: userKey });
		// A rotation went on meanwhile: this one is for the key before.
		if (identity !== before) return;
		keep({ ...before, ...datesOf(credential), unsettled: undefined });
		void deps.use(identity);
		failures = 0;
		log.info("the credential is renewed");
		wait(untilRenewalMs());
	}
	/** The new key is on disk before it is used: whatever breaks off here, the agent comes back with the newest one it has. */
	async function rotate(): Promise<string> {
		const { seed, userKey } = deps.createKey();
		const inUse = deps.userKeyOf(identity.seed);
		const credential = await deps.renew({ userKey, inUse });
		keep({ ...identity, ...datesOf(credential), seed, unsettled: true });
		wait(shortestRetryMs);
		if (!(await deps.use(identity)))
			throw new AppError("BUS_UNAVAILABLE", {
				reason: "the connection was lost while the credential was rotated",
			});
		const settled = await deps.renew({ userKey, inUse: userKey });
		keep({ ...identity, ...datesOf(settled), unsettled: undefined });
		wait(untilRenewalMs());
		log.info("the credential is for a new key");
		return userKey;
	}
	function datesOf({ jwt, expiresAt }: Credential) {
		return { jwt, expiresAt, issuedAt: clock.now().toISOString() };
	}
	function keep(next: AgentIdentity): void {
		identity = next;
		deps.store.write(next);
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
	wait(identity.unsettled ? 0 : untilRenewalMs());
	return {
		rotate() {
			rotating ??= rotate().finally(() => {
				rotating = undefined;
			});
			return rotating;
		},
		stop: () => timer?.cancel(),
	};
}
