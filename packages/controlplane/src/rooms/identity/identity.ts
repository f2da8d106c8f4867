import type {
	Actor,
	ApiTokenId,
	ClusterId,
	InvitationId,
	MachineTokenId,
	OrganisationId,
	Page,
	PageRequest,
	PersonId,
	SessionId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditWho } from "../audit/index.ts";
import type {
	Browser,
	NewSession,
	OpenSession,
	Self,
	Session,
} from "./account.ts";
import type { Invitation } from "./invitation.ts";
import type { ApiTokenView, MachineToken } from "./machine-token.ts";
import type { Membership, Organisation, Person } from "./person.ts";
import type { TokenScope } from "./token-scopes.ts";

/** How it is known who speaks. */
export type Proof =
	| { readonly kind: "session"; readonly sessionId: SessionId }
	| {
			readonly kind: "token";
			readonly tokenId: ApiTokenId;
			readonly scopes: readonly TokenScope[];
	  };

/**
 * Who asks for something that would make a narrow token grow, as a link, an invitation, groups or the ownership: by a session or a
 * token with all scopes, else it is refused with TOKEN_TOO_NARROW. Without a proof they are believed to speak in person.
 */
export interface Speaker extends Actor {
	readonly proof?: Proof | undefined;
}

/** Who speaks in which organisation, at this moment. */
export interface SignedIn extends Self, Membership {
	readonly actor: Actor;
	readonly proof: Proof;
}

/** An account, with the session it speaks by when there is one: what it joins is opened to that session too. */
export interface MaybeSession extends Self {
	readonly session?: Session | undefined;
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

export interface NewPerson {
	readonly email: string;
	readonly displayName?: string | undefined;
	readonly groups?: readonly string[] | undefined;
}

export interface NewInvitation {
	readonly invitation: Invitation;
	/** Goes behind `/join#code=`. */
	readonly code: string;
}

/** An open invitation as its bearer is shown it. */
export interface ShownInvitation {
	readonly organisation: Organisation;
	readonly email: string;
	/** The email of who made it. */
	readonly inviter: string;
	readonly expiresAt: Date;
}

/** What an identity provider says of somebody who signed in there. */
export interface ProviderClaims {
	readonly issuer: string;
	readonly subject: string;
	readonly email: string;
	readonly emailVerified: boolean;
	readonly displayName?: string | undefined;
}

/** Who is speaking. What each method promises stands at the function of the same name. */
export interface Identity {
	// organisations
	ensureFirstOrganisation(wanted: {
		readonly name: string;
		readonly ownerEmail: string;
		readonly ownerName?: string | undefined;
	}): Promise<{
		readonly organisation: Organisation;
		readonly owner: Person;
		/** False when there was an organisation already: nothing was changed then. */
		readonly created: boolean;
	}>;
	/** All of them: for start-up work. */
	listOrganisations(): Promise<readonly Organisation[]>;
	/** Whether somebody may make one at all (`QD_ORGANISATION_CREATION`) is asked by the caller. */
	createOrganisation(self: MaybeSession, name: string): Promise<Membership>;
	renameOrganisation(
		actor: Actor,
		organisationId: OrganisationId,
		name: string,
	): Promise<Organisation>;
	transferOwnership(
		actor: Speaker,
		organisationId: OrganisationId,
		to: PersonId,
	): Promise<Person>;
	findOwner(organisationId: OrganisationId): Promise<Person>;
	countPeople(organisationId: OrganisationId): Promise<number>;
	/** The organisations of an account that what it proved opens, the one it joined first in front; at most 200. */
	listMemberships(self: Self): Promise<readonly Membership[]>;

	// people
	addPerson(
		actor: Speaker,
		organisationId: OrganisationId,
		person: NewPerson,
	): Promise<Person>;
	updatePerson(
		actor: Speaker,
		organisationId: OrganisationId,
		personId: PersonId,
		change: {
			readonly displayName?: string | undefined;
			readonly groups?: readonly string[] | undefined;
		},
	): Promise<Person>;
	removePerson(
		actor: Actor,
		organisationId: OrganisationId,
		email: string,
	): Promise<Person>;
	/** The person, removed or not, or undefined. */
	findPerson(
		organisationId: OrganisationId,
		personId: PersonId,
	): Promise<Person | undefined>;
	findPersonByEmail(
		organisationId: OrganisationId,
		email: string,
	): Promise<Person | undefined>;
	/** People that were not removed, by email. `search`: letters of the email or the name. */
	listPeople(
		organisationId: OrganisationId,
		filter: { readonly search?: string | undefined },
		page: PageRequest,
	): Promise<Page<Person>>;

	// sign-in
	/** `provesAccount`: only for whoever keeps the server. A link that a member may see opens their organisation alone. */
	makeSignInLink(
		organisationId: OrganisationId,
		personId: PersonId,
		given?: {
			readonly by?: Speaker | undefined;
			readonly provesAccount?: boolean | undefined;
		},
	): Promise<NewSignInLink>;
	/** For the command line: a token of the link's organisation. */
	signIn(code: string): Promise<SignedIn & NewToken>;
	signInByLink(code: string, browser: Browser): Promise<NewSession>;
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
		self: MaybeSession,
		sessionId: SessionId,
	): Promise<Session | undefined>;
	endOtherSessions(self: Self, keep?: SessionId | undefined): Promise<number>;
	listSessions(self: Self, page: PageRequest): Promise<Page<Session>>;
	/**
	 * Calls `onEnded` once when the token or the session ends, or the person is removed, on whichever replica that happened.
	 * @returns what stops watching.
	 */
	watchEnd(signedIn: SignedIn, onEnded: () => void): () => void;

	// API tokens
	authenticate(token: string): Promise<SignedIn>;
	/** With all scopes, for whoever keeps the server. */
	makeApiToken(
		organisationId: OrganisationId,
		personId: PersonId,
		label: string,
	): Promise<NewToken>;
	createApiToken(by: SignedIn, wanted: WantedApiToken): Promise<NewApiToken>;
	listApiTokens(
		organisationId: OrganisationId,
		personId: PersonId,
		page: PageRequest,
	): Promise<Page<ApiTokenView>>;
	endApiToken(
		organisationId: OrganisationId,
		personId: PersonId,
		tokenId: ApiTokenId,
	): Promise<boolean>;

	// machine tokens
	authenticateMachine(token: string): Promise<Machine>;
	/** The caller looked up the cluster. */
	createMachineToken(
		actor: Actor,
		organisationId: OrganisationId,
		wanted: WantedMachineToken,
	): Promise<NewMachineToken>;
	listMachineTokens(
		organisationId: OrganisationId,
		clusterId: ClusterId,
		page: PageRequest,
	): Promise<Page<MachineToken>>;
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

	// invitations
	invitePerson(
		actor: Speaker,
		organisationId: OrganisationId,
		wanted: NewPerson,
	): Promise<NewInvitation>;
	withdrawInvitation(
		actor: Actor,
		organisationId: OrganisationId,
		invitationId: InvitationId,
	): Promise<Invitation>;
	listInvitations(
		organisationId: OrganisationId,
		page: PageRequest,
	): Promise<Page<Invitation>>;
	acceptInvitation(self: MaybeSession, code: string): Promise<Membership>;
	showInvitation(code: string): Promise<ShownInvitation>;
	/** Only where no provider is configured: the caller asks. */
	acceptByLink(code: string, browser: Browser): Promise<NewSession>;

	/** Takes away what ended long ago; the job calls it. @returns rows taken away. */
	sweepEnded(): Promise<number>;
}
