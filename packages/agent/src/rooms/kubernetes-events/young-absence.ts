/** How old what refers to an object may be for the object to be on its way still. */
const youngMs = 5000;
const maxRemembered = 1000;

/**
 * Objects that are referred to before their own watch has told of them. Watches are apart: the warning about a new pod can arrive before
 * the pod. Such a change is put off once, for as long as the watch waits before it tells it again; whoever is still missing then is
 * missing. Only what is young is put off, so that a backlog is not: while one waits, the others grow old.
 */
export class YoungAbsences {
	readonly #putOff = new Set<string>();

	/** @throws Error when the change is to be told again a little later. */
	check(changeId: string, writtenAt: Date, now: Date): void {
		if (Math.abs(now.getTime() - writtenAt.getTime()) > youngMs) return;
		if (this.#putOff.has(changeId)) return;
		this.#putOff.add(changeId);
		for (const oldest of this.#putOff) {
			if (this.#putOff.size <= maxRemembered) break;
			this.#putOff.delete(oldest);
		}
		throw new Error("what the change is about has not been seen yet");
	}
}
