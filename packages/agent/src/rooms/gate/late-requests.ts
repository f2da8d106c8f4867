import type { GateRefusal, RunId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";

/** How long an ended loan's secret is still recognised, and how many of them. */
const rememberedMs = 900_000;
const rememberedLoans = 2000;
/** How long after the last attempt it is still told: heartbeats may be lost, so it is told in several. */
const toldMs = 60_000;

interface Ended {
	readonly runId: RunId;
	readonly endedAtMs: number;
	refusal: GateRefusal | undefined;
	lastAttemptMs: number;
}

/** Who goes on after the run: attempts with a secret whose loan has ended. */
export interface LateRequests {
	ended(secretHash: string, runId: RunId): void;
	/** Counts the attempt with an ended secret, and answers the count so far; undefined for one never lent or long forgotten. */
	attempt(
		secretHash: string,
		method: string,
		path: string,
	): GateRefusal | undefined;
	/** Attempts of the last minute, per run, most recent last; for the heartbeat. */
	recent(): GateRefusal[];
}

/** An empty memory; what is older than a quarter of an hour is forgotten. */
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
			const since = clock.monotonicMs() - toldMs;
			return [...loans.values()]
				.flatMap((loan) =>
					loan.refusal && loan.lastAttemptMs > since ? [loan.refusal] : [],
				)
				.slice(-50);
		},
	};
}
