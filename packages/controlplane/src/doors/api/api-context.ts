import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Clock, Health, Log, ReportError } from "@quarterdeck/runtime";
import type { Commands } from "../../flows/commands/index.ts";
import type { NoticesFlow } from "../../flows/notices/index.ts";
import type { Audit, ChainVerification } from "../../rooms/audit/index.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";
import type { DeadJobs } from "../../rooms/jobs/index.ts";
import type { Notices } from "../../rooms/notices/index.ts";
import { type People, requireAllScopes } from "../../rooms/people/index.ts";
import {
	type Action,
	type Caller,
	checkMay,
	type Permissions,
} from "../../rooms/permissions/index.ts";
import type {
	Machine,
	OpenSession,
	SignedIn,
	SignedInSelf,
	SignIn,
} from "../../rooms/sign-in/index.ts";
import type { OpenSubscriptions } from "./limits/open-subscriptions.ts";
import type { ProviderClient } from "./oidc/provider-client.ts";
import type { WatchedMachines } from "./watched-machines.job.ts";

/** Who may make an organisation: who belongs to one already, anyone who can sign in, nobody. */
export const organisationCreations = ["members", "anyone", "nobody"] as const;
export type OrganisationCreation = (typeof organisationCreations)[number];

/** What the door leads to. */
export interface ApiDeps {
	readonly people: People;
	readonly signIn: SignIn;
	readonly audit: Audit;
	readonly permissions: Permissions;
	/** As the audit's own, one at a time for each organisation. */
	readonly verifyChain: (id: OrganisationId) => Promise<ChainVerification>;
	readonly fleet: Fleet;
	readonly catalog: Catalog;
	readonly commands: Commands;
	readonly notices: NoticesFlow;
	readonly silences: Pick<
		Notices,
		"createSilence" | "endSilence" | "listSilences"
	>;
	readonly deadJobs: DeadJobs;
	readonly health: Health;
	readonly clock: Clock;
	readonly log: Log;
	readonly reportError: ReportError;
	readonly version: string;
	/** Where people reach us; without a slash at the end. */
	readonly publicUrl: string;
	readonly providers: readonly ProviderClient[];
	readonly passwordSignIn: boolean;
	readonly organisationCreation: OrganisationCreation;
	readonly subscriptions: OpenSubscriptions;
	readonly watchedMachines: Pick<WatchedMachines, "watch">;
}

/** What every resolver is handed: who speaks, as far as it is proved. At most one of session, token and machine proves it. */
export interface ApiContext {
	readonly deps: ApiDeps;
	/** Who speaks in an organisation; undefined without a valid proof, or without an organisation. */
	readonly signedIn: SignedIn | undefined;
	/** The browser's session, with or without an organisation. */
	readonly session?: OpenSession | undefined;
	/** The program that reads one cluster. */
	readonly machine?: Machine | undefined;
	/**
	 * The same proof in the same organisation, asked anew: it may have ended since. @throws AppError ORGANISATION_UNKNOWN when they were
	 * removed from the organisation, and what the store throws.
	 */
	readonly askAgain: () => Promise<ApiContext>;
	/** When the request came in, by `traceInstant`. */
	readonly arrivedAtMs?: number | undefined;
	/** Ends the connection that asked, if its answer is not out yet. */
	readonly cut?: (() => void) | undefined;
}

/** Who speaks, in their organisation. @throws AppError NOT_SIGNED_IN, ORGANISATION_NONE, MACHINE_NOT_ALLOWED. */
export function requireSignedIn(context: ApiContext): SignedIn {
	if (context.signedIn) return context.signedIn;
	if (context.session) throw new AppError("ORGANISATION_NONE", {});
	if (context.machine) throw new AppError("MACHINE_NOT_ALLOWED", {});
	throw new AppError("NOT_SIGNED_IN", {});
}

/** The account that speaks, with or without an organisation. @throws AppError NOT_SIGNED_IN, MACHINE_NOT_ALLOWED. */
export function requireAccount(context: ApiContext): SignedInSelf {
	return context.session ?? requireSignedIn(context);
}

/** The session of a browser: what concerns the account itself is not done by tokens. @throws AppError NOT_SIGNED_IN, SESSION_NEEDED, MACHINE_NOT_ALLOWED. */
export function requireSession(context: ApiContext): OpenSession {
	if (context.session) return context.session;
	requireSignedIn(context);
	throw new AppError("SESSION_NEEDED", {});
}

/** Who speaks, when they may do this in their organisation. @throws AppError NOT_SIGNED_IN, ORGANISATION_NONE, MACHINE_NOT_ALLOWED, NOT_ALLOWED. */
export async function requireAllowed(
	context: ApiContext,
	action: Action,
): Promise<SignedIn> {
	const signedIn = requireSignedIn(context);
	await checkMay(context.deps, callerOf(signedIn), action);
	return signedIn;
}

/**
 * Who speaks, by a session or a token with all scopes: what hands out a link or groups would make a narrower token grow.
 * @throws AppError NOT_SIGNED_IN, ORGANISATION_NONE, MACHINE_NOT_ALLOWED, TOKEN_TOO_NARROW.
 */
export function requireAllScopesOf(context: ApiContext): SignedIn {
	const signedIn = requireSignedIn(context);
	requireAllScopes(signedIn);
	return signedIn;
}

/** The person as the permissions room wants to know them. */
export function callerOf(signedIn: SignedIn): Caller {
	const { proof } = signedIn;
	return {
		actor: signedIn.actor,
		organisationId: signedIn.organisation.id,
		removedAt: signedIn.person.removedAt,
		scopes: proof.kind === "token" ? proof.scopes : undefined,
	};
}
