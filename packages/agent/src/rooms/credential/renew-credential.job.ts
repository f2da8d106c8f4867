import {
	AppError,
	type Credential,
	type RenewRequest,
} from "@quarterdeck/contract";
import type { Clock, Log, Timer } from "@quarterdeck/runtime";
import { type AgentCredential, lifeFrom } from "./agent-credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { LifetimeOf } from "./enrolment.ts";

/** Renews the credential by itself, and replaces its key when asked. */
export interface RenewCredentialJob {
	/**
	 * Puts a credential for a new key into use and proves it: resolves with the key when the old one is no longer needed. A call during
	 * a rotation joins that rotation.
	 * @throws AppError with the control plane's refusal, or BUS_UNAVAILABLE.
	 */
	rotate(): Promise<string>;
	stop(): void;
}

export interface RenewCredentialDeps {
	readonly store: Pick<CredentialStore, "write">;
	readonly credential: AgentCredential;
	readonly createKey: () => { readonly seed: string; readonly userKey: string };
	readonly userKeyOf: (seed: string) => string;
	/** Asks the control plane for a new credential. */
	readonly renew: (request: RenewRequest) => Promise<Credential>;
	/** Puts it into use; resolves with whether the connection now carries it. */
	readonly use: (credential: {
		readonly jwt: string;
		readonly seed: string;
	}) => Promise<boolean>;
	readonly lifetimeOf: LifetimeOf;
	readonly clock: Clock;
	readonly log: Log;
	/** From 0 to 1; spreads the renewals of agents that joined at the same moment. */
	readonly random: () => number;
}

const longestTimerMs = 2_000_000_000;
const shortestRetryMs = 5000;
const longestRetryMs = 300_000;

/**
 * Renews at about half of the credential's life, which leaves the other half to try again in. A new credential is stored before it is
 * used. Each failure is a warning; in the last tenth of the credential's life it is an error.
 */
export function createRenewCredentialJob(
	deps: RenewCredentialDeps,
): RenewCredentialJob {
	const { clock, log } = deps;
	let current = deps.credential;
	let timer: Timer | undefined;
	let failures = 0;
	let stopped = false;
	let renewing: Promise<void> | undefined;
	let rotating: Promise<string> | undefined;

	function wait(delayMs: number): void {
		timer?.cancel();
		if (stopped) return;
		timer = clock.after(Math.min(Math.max(delayMs, 0), longestTimerMs), act);
	}
	function act(): void {
		if (rotating !== undefined) {
			wait(shortestRetryMs);
			return;
		}
		const isEarly = leftMs() > lifeMs() / 2 + lifeMs() * 0.1;
		if (isEarly && !current.unsettled) {
			wait(untilRenewalMs());
			return;
		}
		renewing = renew()
			.catch(failed)
			.finally(() => {
				renewing = undefined;
			});
	}
	function failed(error: unknown): void {
		failures += 1;
		const facts = { attempt: failures, error };
		if (leftMs() < lifeMs() / 10)
			log.error("the credential expires soon and is not renewed", facts);
		else log.warn("could not renew the credential yet", facts);
		const steadyMs = shortestRetryMs * 2 ** Math.min(failures, 10);
		wait(Math.min(steadyMs, longestRetryMs) * (0.5 + deps.random()));
	}
	async function renew(): Promise<void> {
		const userKey = deps.userKeyOf(current.seed);
		const renewed = await deps.renew({ userKey, inUse: userKey });
		await keep({ ...current, ...received(renewed), unsettled: undefined });
		void deps.use(current);
		failures = 0;
		log.info("the credential is renewed");
		wait(untilRenewalMs());
	}
	/** The new key is stored before it is used: wherever this breaks off, the agent comes back with the newest key it has. */
	async function rotate(): Promise<string> {
		// Both would store a credential; the later one must be that of the new key.
		await renewing;
		const { seed, userKey } = deps.createKey();
		const inUse = deps.userKeyOf(current.seed);
		const renewed = await deps.renew({ userKey, inUse });
		await keep({ ...current, ...received(renewed), seed, unsettled: true });
		wait(shortestRetryMs);
		if (!(await deps.use(current)))
			throw new AppError("BUS_UNAVAILABLE", {
				reason: "the connection was lost while the credential was rotated",
			});
		const settled = await deps.renew({ userKey, inUse: userKey });
		await keep({ ...current, ...received(settled), unsettled: undefined });
		wait(untilRenewalMs());
		log.info("the credential has a new key");
		return userKey;
	}
	function received({ jwt }: Credential) {
		return { jwt, ...lifeFrom(clock.now(), deps.lifetimeOf(jwt)) };
	}
	async function keep(next: AgentCredential): Promise<void> {
		await deps.store.write(next);
		current = next;
	}
	function lifeMs(): number {
		return Date.parse(current.expiresAt) - Date.parse(current.issuedAt);
	}
	function leftMs(): number {
		return Date.parse(current.expiresAt) - clock.now().getTime();
	}
	function untilRenewalMs(): number {
		const point = 0.45 + 0.1 * deps.random();
		return leftMs() - lifeMs() * point;
	}
	wait(current.unsettled ? 0 : untilRenewalMs());
	return {
		rotate() {
			rotating ??= rotate().finally(() => {
				rotating = undefined;
			});
			return rotating;
		},
		stop() {
			stopped = true;
			timer?.cancel();
		},
	};
}
