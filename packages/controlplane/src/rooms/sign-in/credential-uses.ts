import type { Clock } from "@quarterdeck/runtime";

/** A use is written down at most this often. */
const touchEveryMs = 60_000;
/** Uses are gathered for so long and written in one statement. */
const gatherMs = 2000;

interface Use {
	readonly id: string;
	readonly at: Date;
	/** A use at another place is written down at once. */
	readonly organisationId?: string | undefined;
}

export interface CredentialUses<U extends Use> {
	/** `lastAt`: when the store last heard of one. */
	note(use: U, lastAt: Date | undefined): void;
	/** The last use noted here, of about the last minute. */
	last(id: U["id"]): U | undefined;
}

/** Notes when tokens and sessions were last used, apart from the requests that use them. Uses that cannot be written down are lost. */
export function createCredentialUses<U extends Use>(deps: {
	readonly write: (uses: readonly U[]) => Promise<void>;
	readonly clock: Clock;
}): CredentialUses<U> {
	const noted = new Map<U["id"], U>();
	let waiting = new Map<U["id"], U>();

	function write(): void {
		const uses = [...waiting.values()];
		waiting = new Map();
		for (const [id, { at }] of noted)
			if (deps.clock.now().getTime() - at.getTime() >= touchEveryMs)
				noted.delete(id);
		// The next use after a minute is written down again: nothing hangs on this one.
		deps.write(uses).catch(() => {});
	}
	return {
		note(use, lastAt) {
			const last = noted.get(use.id);
			const lastMs = Math.max(last?.at.getTime() ?? 0, lastAt?.getTime() ?? 0);
			const hasMoved =
				use.organisationId !== undefined &&
				last?.organisationId !== use.organisationId;
			if (use.at.getTime() - lastMs < touchEveryMs && !hasMoved) return;
			noted.set(use.id, use);
			if (waiting.size === 0) deps.clock.after(gatherMs, write);
			waiting.set(use.id, use);
		},
		last: (id) => noted.get(id),
	};
}
