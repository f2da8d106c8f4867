import type {
	Actor,
	ApiTokenId,
	ClusterId,
	MachineTokenId,
	OrganisationId,
	Page,
	PageRequest,
	PersonId,
	SessionId,
} from "@quarterdeck/contract";
import type { Job, Transaction } from "@quarterdeck/runtime";
import type { AuditWho } from "../audit/index.ts";
import type {
	AccountCaller,
	Membership,
	Organisation,
	Person,
	Proof,
	ProvenActor,
	Self,
	TokenScope,
} from "../people/index.ts";
import type {
	Browser,
	NewSession,
	OpenSession,
	Session,
	SignedInSelf,
} from "./session.ts";
import type { ApiTokenView, MachineToken } from "./token.ts";

/** Who speaks in which organisation, at this moment. */
export interface SignedIn extends SignedInSelf, Membership {
	readonly actor: Actor;
	readonly proof: Proof;
}

/** A program that may read one cluster. */
export interface Machine {
	readonly organisation: Organisation;
	readonly clusterId: ClusterId;
	readonly tokenId: MachineTokenId;
	readonly label: string;
}

/** What a person is shown once. */
export interface NewToken {
	readonly token: string;
	readonly tokenId: ApiTokenId;
	readonly expiresAt: Date | undefined;
}

export interface WantedApiToken {
	readonly label: string;
	readonly scopes: readonly TokenScope[];
	/** 1 to 366; undefined: it does not end by itself. */
	readonly expiresInDays?: number | undefined;
}

export interface NewApiToken {
	readonly token: string;
	readonly apiToken: ApiTokenView;
}

export interface WantedMachineToken {
	readonly clusterId: ClusterId;
	readonly label: string;
	/** 1 to 366; undefined: it does not end by itself. */
	readonly expiresInDays?: number | undefined;
}

export interface NewMachineToken {
	readonly token: string;
	readonly machineToken: MachineToken;
}

export interface NewSignInLink {
	/** Goes behind `/sign-in#code=`. */
	readonly code: string;
	readonly expiresAt: Date;
	readonly person: Person;
}

/** What a provider says of somebody who signed in there. */
export interface ProviderClaims {
	readonly issuer: string;
	readonly subject: string;
	readonly email: string;
	readonly emailVerified: boolean;
	readonly displayName?: string | undefined;
}

/** Who speaks, and what proves it. What each method promises stands at the function of the same name. */
export interface SignIn {
	// signing in
	/** `provesAccount`: only for whoever keeps the server. A link that a member may see opens their organisation alone. */
	makeSignInLink(
		organisationId: OrganisationId,
		personId: PersonId,
		given?: {
			readonly by?: ProvenActor | undefined;
			readonly provesAccount?: boolean | undefined;
		},
	): Promise<NewSignInLink>;
	/** For the command line: a token of the link's organisation. */
	signInForToken(code: string): Promise<SignedIn & NewToken>;
	signInByLink(code: string, browser: Browser): Promise<NewSession>;
	/** Only where no provider is configured: the caller asks. */
	acceptByLink(code: string, browser: Browser): Promise<NewSession>;
	signInByProvider(
		claims: ProviderClaims,
		browser: Browser,
	): Promise<NewSession>;
	/** Whether passwords are taken at all is asked by the caller. */
	signInByPassword(
		given: { readonly email: string; readonly password: string },
		browser: Browser,
	): Promise<NewSession>;
	setPassword(
		self: OpenSession,
		given: { readonly current?: string | undefined; readonly password: string },
	): Promise<void>;

	// sessions
	findSession(
		secret: string,
		options?: { readonly isUse?: boolean },
	): Promise<OpenSession>;
	enterOrganisation(
		open: OpenSession,
		organisationId?: OrganisationId | undefined,
	): Promise<SignedIn | undefined>;
	endSession(
		caller: AccountCaller,
		sessionId: SessionId,
	): Promise<Session | undefined>;
	endOtherSessions(self: Self, keep?: SessionId | undefined): Promise<number>;
	listSessions(self: Self, page: PageRequest): Promise<Page<Session>>;
	/**
	 * Calls `onEnded` once when the token or the session ends, or the person is removed, on whichever replica that happened.
	 * @returns what stops watching.
	 */
	watchEnd(signedIn: SignedIn, onEnded: () => void): () => void;
	/** Finds the ends that were not announced, for those who watch. */
	readonly lookForEnded: Job;

	// API tokens
	authenticate(token: string): Promise<SignedIn>;
	/** For whoever keeps the server; with all scopes unless some are named. */
	makeApiToken(
		organisationId: OrganisationId,
		personId: PersonId,
		label: string,
		scopes?: readonly TokenScope[],
	): Promise<NewToken>;
	createApiToken(by: SignedIn, wanted: WantedApiToken): Promise<NewApiToken>;
	listApiTokens(
		organisationId: OrganisationId,
		personId: PersonId,
		page: PageRequest,
	): Promise<Page<ApiTokenView>>;
	/** `who`: who ends it where that is not the person. */
	endApiToken(
		organisationId: OrganisationId,
		personId: PersonId,
		tokenId: ApiTokenId,
		who?: AuditWho,
	): Promise<boolean>;

	// machine tokens
	authenticateMachine(token: string): Promise<Machine>;
	/** The caller looked up the cluster. */
	createMachineToken(
		actor: ProvenActor,
		organisationId: OrganisationId,
		wanted: WantedMachineToken,
	): Promise<NewMachineToken>;
	listMachineTokens(
		organisationId: OrganisationId,
		clusterId: ClusterId,
		page: PageRequest,
	): Promise<Page<MachineToken>>;
	/** Tokens of any cluster that are valid now and end before this instant, the first to end first: 100 at most. */
	endingMachineTokens(
		organisationId: OrganisationId,
		before: Date,
	): Promise<readonly MachineToken[]>;
	endMachineToken(
		actor: Actor,
		organisationId: OrganisationId,
		tokenId: MachineTokenId,
	): Promise<MachineToken | undefined>;
	/** For the fleet room, in the transaction that removes the cluster. */
	endMachineTokensOf(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		who: AuditWho,
	): Promise<number>;

	/** Takes away what ended long ago; the job calls it. @returns rows taken away. */
	sweepEnded(): Promise<number>;
}
