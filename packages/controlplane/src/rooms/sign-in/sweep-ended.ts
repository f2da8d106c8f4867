import type { SignInDeps } from "./sign-in-deps.ts";

/** What has ended is kept so long, for those who look into the database. */
const keptSeconds = 24 * 3600;
const batchSize = 1000;
/** Batches of one kind in one go; the rest waits for the next. */
const maxBatches = 100;

/**
 * Takes away sessions, links, invitations and counted attempts that ended a day ago or earlier, of all organisations, in batches.
 * May run on many replicas at once.
 * @returns rows taken away.
 */
export async function sweepEnded(deps: SignInDeps): Promise<number> {
	const before = (seconds: number) =>
		new Date(deps.clock.now().getTime() - seconds * 1000);
	const at = before(keptSeconds);
	const seenAfter = before(keptSeconds + deps.settings.sessionIdleSeconds);
	const kinds = [
		() => deps.sessionStore.sweepSessions({ at, seenAfter }, batchSize),
		() => deps.linkStore.sweepSignInLinks(at, batchSize),
		() => deps.accounts.sweepInvitations(at, batchSize),
		() => deps.passwordStore.sweepAttempts(at, batchSize),
	];
	let taken = 0;
	for (const sweep of kinds)
		for (let batch = 0; batch < maxBatches; batch++) {
			const count = await sweep();
			taken += count;
			if (count < batchSize) break;
		}
	return taken;
}
