import {
	AppError,
	type RenewReply,
	type RenewRequest,
} from "@quarterdeck/contract";
import type { Clock, Job, Log } from "@quarterdeck/runtime";
import { type AgentCredential, lifeFrom } from "./agent-credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { LifetimeOf } from "./enrolment.ts";
import { nextAuthorities } from "./next-authorities.ts";

/** Keeps the credential valid, and replaces its key when asked. */
export interface CredentialRenewal {
	readonly job: Job;
	/**
	 * Puts a credential for a new key into use and proves it: resolves with the key when the old one is no longer needed. A call during
	 * a rotation joins that rotation.
	 * @throws AppError with the control plane's refusal, or BUS_UNAVAILABLE.
	 */
	rotate(): Promise<string>;
}

export interface CredentialRenewalDeps {
	readonly store: Pick<CredentialStore, "write">;
	readonly credential: AgentCredential;
	readonly createKey: () => { readonly seed: string; readonly userKey: string };
	readonly userKeyOf: (seed: string) => string;
	/** Asks the control plane for a new credential. */
	readonly renew: (
		request: RenewRequest,
		signal?: AbortSignal,
	) => Promise<RenewReply>;
	/** Puts it into use; resolves with whether the connection now carries it. */
	readonly use: (credential: {
		readonly jwt: string;
		readonly seed: string;
		readonly orderKeys?: readonly string[] | undefined;
	}) => Promise<boolean>;
	readonly lifetimeOf: LifetimeOf;
	readonly clock: Clock;
	readonly log: Log;
}

/** Wait during a rotation, and after one that broke off. */
const afterRotationSeconds = 5;

/**
 * Renews at about half of the credential's life, which leaves the other half to try again in. A credential for a new key is stored
 * before it is used; one for the same key is used also while the store takes nothing, for a full disk or an API server that is away
 * must not end the agent, and it is stored when the store works again. In the last tenth of the credential's life each failure is an error in the log.
 */
export function createCredentialRenewal(
	deps: CredentialRenewalDeps,
): CredentialRenewal {
	const { clock, log } = deps;
	let current = deps.credential;
	let endsAtMs = clock.monotonicMs() + storedLeftMs(current, clock);
	let wakeJob: (() => void) | undefined;
	let renewing: Promise<void> | undefined;
	let rotating: Promise<string> | undefined;
	/** In use, and not in the store: a restart would come back with an older one. */
	let isUnstored = false;
	const after = (reply: RenewReply) => afterReply(current, reply, deps);

	async function runJob(signal: AbortSignal): Promise<void> {
		// A rotation brings a new credential itself, or wakes the job when it breaks off.
		if (rotating !== undefined) return;
		const isEarly = leftMs() > lifeMsOf(current) / 2 + lifeMsOf(current) * 0.1;
		if (isEarly && !current.unsettled && !isUnstored) return;
		const work = isEarly && isUnstored ? keep(current) : renew(signal);
		renewing = work.finally(() => {
			renewing = undefined;
		});
		try {
			await renewing;
		} catch (error) {
			if (leftMs() < lifeMsOf(current) / 10)
				log.error("the credential expires soon and is not renewed", { error });
			throw error;
		}
	}
	async function renew(signal: AbortSignal): Promise<void> {
		const userKey = deps.userKeyOf(current.seed);
		const renewed = await deps.renew({ userKey, inUse: userKey }, signal);
		const next = after(renewed);
		try {
			await keep(next);
			log.info("the credential is renewed");
		} catch (error) {
			take(next);
			isUnstored = true;
			throw error;
		} finally {
			void deps.use(current);
		}
	}
	/** The new key is stored before it is used: wherever this breaks off, the agent comes back with the newest key it has. */
	async function rotate(): Promise<string> {
		// Both would store a credential; the later one must be that of the new key.
		await renewing?.catch(() => {});
		const { seed, userKey } = deps.createKey();
		const inUse = deps.userKeyOf(current.seed);
		const renewed = await deps.renew({ userKey, inUse });
		await keep({ ...after(renewed), seed, unsettled: true });
		if (!(await deps.use(current)))
			throw new AppError("BUS_UNAVAILABLE", {
				reason: "the connection was lost while the credential was rotated",
			});
		const settled = await deps.renew({ userKey, inUse: userKey });
		await keep(after(settled));
		log.info("the credential has a new key");
		return userKey;
	}
	async function keep(next: AgentCredential): Promise<void> {
		// Received just now, whatever the wall clock says before it is stored.
		const heardMs = clock.monotonicMs();
		await deps.store.write(next);
		isUnstored = false;
		if (next !== current) take(next, heardMs);
	}
	function take(next: AgentCredential, heardMs = clock.monotonicMs()): void {
		current = next;
		endsAtMs = heardMs + deps.lifetimeOf(next.jwt);
	}
	/** By whichever clock says less: a wall clock goes back when it is corrected, and a monotonic one stands still while the machine sleeps. */
	function leftMs(): number {
		return Math.min(
			endsAtMs - clock.monotonicMs(),
			storedLeftMs(current, clock),
		);
	}
	function secondsUntilRenewal(): number {
		if (rotating !== undefined) return afterRotationSeconds;
		return (leftMs() - lifeMsOf(current) / 2) / 1000;
	}
	return {
		job: {
			name: "renew-credential",
			description: "Renews the agent's credential at about half of its life.",
			every: secondsUntilRenewal,
			atStart: current.unsettled === true,
			when(wake) {
				wakeJob = wake;
				return () => {
					wakeJob = undefined;
				};
			},
			gatherSeconds: afterRotationSeconds,
			longestRetrySeconds: 300,
			run: runJob,
		},
		rotate() {
			rotating ??= rotate().finally(() => {
				rotating = undefined;
				if (current.unsettled) wakeJob?.();
			});
			return rotating;
		},
	};
}

/** The credential as a reply to a renewal leaves it. */
function afterReply(
	credential: AgentCredential,
	{ jwt, ca: offered, orderKeys }: RenewReply,
	{ clock, lifetimeOf, log }: CredentialRenewalDeps,
): AgentCredential {
	const ca = nextAuthorities(credential.ca, offered, log);
	if (ca !== credential.ca)
		log.info("the bus has new certificate authorities from now on");
	const life = lifeFrom(clock.now(), lifetimeOf(jwt));
	const authorities = ca ? { ca } : {};
	return {
		...credential,
		jwt,
		orderKeys,
		...life,
		...authorities,
		unsettled: undefined,
	};
}

function lifeMsOf({ issuedAt, expiresAt }: AgentCredential): number {
	return Date.parse(expiresAt) - Date.parse(issuedAt);
}

/** By the stored instants: the wall clock may have been corrected since, and no credential has more left than its life. */
function storedLeftMs(credential: AgentCredential, clock: Clock): number {
	const leftMs = Date.parse(credential.expiresAt) - clock.now().getTime();
	return Math.min(Math.max(leftMs, 0), lifeMsOf(credential));
}
