import type { OrganisationId } from "@quarterdeck/contract";
import type {
	Clock,
	Job,
	Log,
	Metrics,
	PartHealth,
} from "@quarterdeck/runtime";
import type { AuditStore } from "./audit-store.ts";
import type { LostHead } from "./lost-heads.ts";
import { everyHead, judgeRows } from "./own-heads.ts";
import type { HeadWithRows, SignedHeads } from "./signed-heads.ts";

export interface WatchHeadsDeps {
	readonly signedHeads: Pick<SignedHeads, "listHeads">;
	readonly auditStore: Pick<AuditStore, "scan">;
	readonly publicKey: string;
	readonly openLostHeads: (
		organisationId: OrganisationId,
	) => Promise<readonly LostHead[]>;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Pick<Metrics, "gauge">;
}

/** Looks after the proof of all chains, so that it does not fail in silence. */
export interface HeadWatch {
	readonly job: Job;
	/** What is wrong is a note: it must not take a replica out of service. */
	health(): PartHealth;
}

interface Problem {
	readonly organisationId: OrganisationId;
	readonly reason: string;
}

/** Heads are signed once a minute; this long after a record its head should be. */
const lateAfterMs = 5 * 60_000;

/** Problems that are named in one sentence. */
const namedAtOnce = 3;

/**
 * Says by log, metric and health when records are not covered by a good signature long after they were written, when rows pretend to be
 * signed heads, and when a chain lost a head. It believes no row: whoever owns the database could say that everything is signed.
 */
export function createHeadWatch(deps: WatchHeadsDeps): HeadWatch {
	const seen = { unsignedSeconds: 0, lost: 0, forged: 0 };
	let told: readonly Problem[] = [];
	gauges(deps.metrics, seen);

	async function look(signal: AbortSignal): Promise<void> {
		const problems: Problem[] = [];
		const now = { unsignedSeconds: 0, lost: 0, forged: 0 };
		for await (const head of everyHead(deps.signedHeads, deps.publicKey)) {
			signal.throwIfAborted();
			const found = await lookAt(deps, head);
			now.unsignedSeconds = Math.max(
				now.unsignedSeconds,
				found.unsignedMs / 1e3,
			);
			now.lost += found.lost;
			now.forged += found.forged;
			problems.push(...found.problems);
		}
		Object.assign(seen, now);
		const known = new Set(
			told.map((one) => `${one.organisationId} ${one.reason}`),
		);
		for (const { organisationId, reason } of problems)
			if (!known.has(`${organisationId} ${reason}`))
				deps.log.error("the proof of an audit chain is not as it should be", {
					organisationId,
					reason,
				});
		told = problems;
	}
	return {
		job: {
			name: "watch-audit-heads",
			description: "Checks that the heads of audit chains are signed and kept.",
			every: 60,
			run: look,
		},
		health() {
			if (told.length === 0) return { ok: true };
			const named = told
				.slice(0, namedAtOnce)
				.map(
					({ organisationId, reason }) =>
						`the audit chain of ${organisationId} ${reason}`,
				);
			const note = `${named.join("; ")}. Run qd audit verify`;
			return { ok: true, note };
		},
	};
}

async function lookAt(deps: WatchHeadsDeps, head: HeadWithRows) {
	const { organisationId } = head;
	const { held, forged } = judgeRows(head, deps.publicKey);
	const lost = (await deps.openLostHeads(organisationId)).length;
	const unsignedMs = await unsignedSince(deps, head, held?.seq ?? 0);
	const reasons = [
		...(lost > 0 ? [`lost ${lost} signed heads`] : []),
		...(forged > 0
			? [`has ${forged} rows of signed heads with a wrong signature`]
			: []),
		...(unsignedMs > lateAfterMs
			? ["has old records that no signed head covers"]
			: []),
	];
	const problems = reasons.map((reason) => ({ organisationId, reason }));
	return { lost, forged, unsignedMs, problems };
}

/** How long ago the first record was written that no signature covers. */
async function unsignedSince(
	{ auditStore, clock }: WatchHeadsDeps,
	{ organisationId, seq }: HeadWithRows,
	signedSeq: number,
): Promise<number> {
	if (signedSeq >= seq) return 0;
	const [first] = await auditStore.scan(organisationId, signedSeq, 1);
	return first ? clock.now().getTime() - Date.parse(first.at) : 0;
}

function gauges(
	metrics: Pick<Metrics, "gauge">,
	seen: { unsignedSeconds: number; lost: number; forged: number },
): void {
	metrics.gauge(
		"audit_unsigned_seconds",
		"Age of the oldest audit record that no signed head covers.",
		[],
		() => seen.unsignedSeconds,
	);
	metrics.gauge(
		"audit_lost_heads",
		"Signed heads that audit chains lost and nobody acknowledged.",
		[],
		() => seen.lost,
	);
	metrics.gauge(
		"audit_forged_heads",
		"Rows that pretend to be signed heads, among the newest of each chain.",
		[],
		() => seen.forged,
	);
}
