import { AppError, type OrganisationId } from "@quarterdeck/contract";
import { actorOf, reaches, readSecret, sameHash } from "../people/index.ts";
import { liveNow, recordEntry, viewOf } from "./begin-session.ts";
import type { CachedDeps, FoundEntry } from "./caches.ts";
import { sessionShape } from "./secrets.ts";
import type { OpenSession } from "./session.ts";
import type { SignedIn } from "./sign-in.ts";

/**
 * Who holds the session of this secret. Asking is a use of the session, unless it is said to be none: a page that only looks
 * whether it is still signed in must not keep itself signed in.
 * @throws AppError NOT_SIGNED_IN when it is unknown, wrong, ended or late; it does not say which.
 */
export async function findSession(
	deps: CachedDeps,
	secret: string,
	{ isUse = true }: { readonly isUse?: boolean } = {},
): Promise<OpenSession> {
	const given = readSecret(sessionShape, secret);
	const found = given && (await deps.caches.sessions.find(given.id));
	if (!found || !sameHash(found.session.secretHash, given.secretHash))
		throw new AppError("NOT_SIGNED_IN", {});
	const { session, account } = found;
	const { at, seenAfter } = liveNow(deps);
	const last = deps.caches.sessionUses.last(session.id);
	const lastSeenAt =
		last && last.at > session.lastSeenAt ? last.at : session.lastSeenAt;
	if (session.endedAt || session.expiresAt <= at || lastSeenAt <= seenAfter)
		throw new AppError("NOT_SIGNED_IN", {});
	if (isUse)
		deps.caches.sessionUses.note(
			{ id: session.id, at, organisationId: last?.organisationId },
			session.lastSeenAt,
		);
	const organisationId = last?.organisationId ?? session.organisationId;
	return {
		account,
		reach: session.reach,
		session: { ...viewOf(session), lastSeenAt, organisationId },
	};
}

/**
 * The person that the account of a session is in an organisation: the one named, else the one used last, else the one it joined
 * first. The first time of a session in an organisation is written into its audit.
 * @returns undefined when none was named and the session opens none.
 * @throws AppError ORGANISATION_UNKNOWN when the session does not open the one named, or the account does not belong to it (any more).
 */
export async function enterOrganisation(
	deps: CachedDeps,
	open: OpenSession,
	organisationId?: OrganisationId,
): Promise<SignedIn | undefined> {
	const { session, account, reach } = open;
	const entry =
		(await findEntry(deps, open, organisationId ?? session.organisationId)) ??
		(organisationId === undefined ? await firstEntry(deps, open) : undefined);
	if (!entry) {
		if (organisationId === undefined) return undefined;
		throw new AppError("ORGANISATION_UNKNOWN", {
			organisation: organisationId,
		});
	}
	const { person, organisation } = entry;
	if (!entry.hasEntered) await enter(deps, open, organisation.id);
	deps.caches.sessionUses.note(
		{ id: session.id, at: deps.clock.now(), organisationId: organisation.id },
		session.organisationId === organisation.id ? session.lastSeenAt : undefined,
	);
	return {
		account,
		reach,
		person,
		organisation,
		actor: actorOf(person),
		proof: { kind: "session", sessionId: session.id },
	};
}

async function findEntry(
	deps: CachedDeps,
	{ session, account, reach }: OpenSession,
	organisationId: OrganisationId | undefined,
): Promise<FoundEntry | undefined> {
	if (organisationId === undefined || !reaches(reach, organisationId))
		return undefined;
	return deps.caches.entries.find(
		`${session.id} ${organisationId} ${account.id}`,
	);
}

async function firstEntry(
	deps: CachedDeps,
	open: OpenSession,
): Promise<FoundEntry | undefined> {
	const [first] = await deps.accounts.membershipsOf(open.account, open.reach);
	return findEntry(deps, open, first?.organisation.id);
}

/** Looks again in the transaction: who was removed meanwhile has not entered. */
async function enter(
	deps: CachedDeps,
	{ session, account }: OpenSession,
	organisationId: OrganisationId,
): Promise<void> {
	await deps.transact(async (tx) => {
		const place = await deps.accounts.findMembership(
			account.id,
			organisationId,
			tx,
		);
		if (!place)
			throw new AppError("ORGANISATION_UNKNOWN", {
				organisation: organisationId,
			});
		await recordEntry(deps, tx, session, place);
	});
	deps.caches.entries.forget([session.id]);
}
