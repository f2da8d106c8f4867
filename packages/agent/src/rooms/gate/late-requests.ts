import type { GateRefusal, RunId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";

/** How long the secret of an ended loan is still recognised, and how many such secrets are kept. */
const rememberedMs = 900_000;
const rememberedLoans = 2000;
/** How long after the last attempt heartbeats report it: several do, because one may be lost. */
const reportedMs = 60_000;

interface Ended {
	readonly runId: RunId;
	readonly endedAtMs: number;
	refusal: GateRefusal | undefined;
	lastAttemptMs: number;
}

/** Requests made with the secret of a loan that has ended. */
export interface LateRequests {
	ended(secretHash: string, runId: RunId): void;
	/** Counts the attempt and returns the count so far; undefined when the secret was never lent or is no longer remembered. */
	attempt(
		secretHash: string,
		method: string,
		path: string,
	): GateRefusal | undefined;
	/** Attempts of the last minute, per run, most recent last; for the heartbeat. */
	recent(): GateRefusal[];
}

/** Remembers a loan for a quarter of an hour after its end. */
export function createLateRequests(clock: Clock): LateRequests {
	const loans = new Map<string, Ended>();

	function forgetOld(): void {
		const oldest = clock.monotonicMs() - rememberedMs;
		for (const [hash, loan] of loans) {
			if (loan.endedAtMs > oldest && loans.size <= rememberedLoans) return;
			loans.delete(hash);
		}
	}
	return {
		ended(hash, runId) {
			loans.set(hash, {
				runId,
				endedAtMs: clock.monotonicMs(),
				refusal: undefined,
				lastAttemptMs: 0,
			});
			forgetOld();
		},
		attempt(hash, method, path) {
			const loan = loans.get(hash);
			if (!loan) return undefined;
			const now = clock.now().toISOString();
			loan.lastAttemptMs = clock.monotonicMs();
			loan.refusal = {
				runId: loan.runId,
				requests: (loan.refusal?.requests ?? 0) + 1,
				firstAt: loan.refusal?.firstAt ?? now,
				lastAt: now,
				method: loan.refusal?.method ?? method.slice(0, 16),
				path: loan.refusal?.path ?? path.slice(0, 512),
			};
			return loan.refusal;
		},
		recent() {
			const since = clock.monotonicMs() - reportedMs;
			return [...loans.values()]
				.flatMap((loan) =>
					loan.refusal && loan.lastAttemptMs > since ? [loan.refusal] : [],
				)
				.slice(-50);
		},
	};
}
