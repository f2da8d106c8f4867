import { z } from "zod";
import {
	defaultOrganisationLimits,
	type OrganisationLimits,
	organisationBusAccountClaims,
	type Revocations,
} from "./bus-account-claims.ts";
import type { BusCredential } from "./creds-file.ts";
import { signJwt } from "./jwt.ts";
import {
	createNkey,
	isPublicKey,
	type Nkey,
	nkeyFromSeed,
	publicKey,
} from "./nkey.ts";
import { scopedUserClaims } from "./user-claims.ts";

/**
 * What the control plane keeps of one organisation. The account's identity seed is thrown away at once: the operator
 * signs the account, the two scoped keys sign its users, and each can only mint its own role.
 */
export const organisationKeysSchema = z.object({
	accountId: z.string().refine((text) => isPublicKey(text, "account")),
	/** Secret. */
	agentSigningSeed: z.string().startsWith("SA"),
	/** Secret. */
	enrolSigningSeed: z.string().startsWith("SA"),
	/** Secret. The first signs what agents obey; agents are told of all, so that a new one is known before it signs. */
	orderSeeds: z.array(z.string().startsWith("SA")).min(1).max(8),
});
export type OrganisationKeys = z.output<typeof organisationKeysSchema>;

/** Keys for a new organisation. */
export function createOrganisationKeys(): OrganisationKeys {
	return {
		accountId: createNkey("account").id,
		agentSigningSeed: createNkey("account").seed,
		enrolSigningSeed: createNkey("account").seed,
		orderSeeds: [createOrderSeed()],
	};
}

/** A key that signs what agents obey. It is no key of the bus: no account lists it, so it mints no user. */
export function createOrderSeed(): string {
	return createNkey("account").seed;
}

/** The public keys that the organisation's agents obey. */
export function orderKeysOf(
	keys: Pick<OrganisationKeys, "orderSeeds">,
): string[] {
	return keys.orderSeeds.map(publicKey);
}

/** Signs what the organisation's agents obey. */
export function orderSignerOf(
	keys: Pick<OrganisationKeys, "orderSeeds">,
): Pick<Nkey, "sign"> {
	const [current = ""] = keys.orderSeeds;
	return nkeyFromSeed(current);
}

export interface OrganisationBusAccountRequest {
	readonly keys: OrganisationKeys;
	/** For people who look at the server; the organisation's id or name. */
	readonly name: string;
	readonly operatorSigningSeed: string;
	readonly controlPlaneAccountId: string;
	readonly issuedAt: Date;
	readonly limits?: OrganisationLimits;
	readonly revocations?: Revocations;
}

/** The account JWT of an organisation, to be pushed by the account publisher. */
export function organisationBusAccountJwt(
	request: OrganisationBusAccountRequest,
): string {
	const { keys } = request;
	return signJwt(nkeyFromSeed(request.operatorSigningSeed), {
		subject: keys.accountId,
		name: request.name,
		issuedAt: request.issuedAt,
		claims: organisationBusAccountClaims({
			accountId: keys.accountId,
			controlPlaneAccountId: request.controlPlaneAccountId,
			agentSigningId: publicKey(keys.agentSigningSeed),
			enrolSigningId: publicKey(keys.enrolSigningSeed),
			limits: request.limits ?? defaultOrganisationLimits,
			revocations: request.revocations ?? {},
		}),
	});
}

export interface UserJwtRequest {
	readonly keys: OrganisationKeys;
	/** The agent's (or join token's) id as a subject token: it becomes the name that the scope's template fills in. */
	readonly inst: string;
	/** Public key of the user (`U…`). */
	readonly userKey: string;
	readonly issuedAt: Date;
	readonly expiresAt: Date;
}

/**
 * The JWT of an agent: publish below `up.<inst>`, hear below `cmd.<inst>` and in its own inbox, nothing else.
 * @throws Error when `inst` is no single plain token (a wildcard would be other agents' rights) or the key no user's.
 */
export function agentJwt(request: UserJwtRequest): string {
	return scopedUserJwt(request, request.keys.agentSigningSeed);
}

/** The credential of a join token: may ask to be enrolled under `inst` and hear the reply. @throws as `agentJwt`. */
export function enrolmentCredential(
	request: Omit<UserJwtRequest, "userKey">,
): BusCredential {
	const user = createNkey("user");
	const jwt = scopedUserJwt(
		{ ...request, userKey: user.id },
		request.keys.enrolSigningSeed,
	);
	return { jwt, seed: user.seed };
}

/** Whether the text can be an `inst`: one token of lower-case letters, digits and `-` (docs/architecture/nats-facts.md#subjects). */
export function isInst(text: string): boolean {
	return /^[a-z0-9][a-z0-9-]{0,63}$/.test(text);
}

function scopedUserJwt(request: UserJwtRequest, signingSeed: string): string {
	if (!isInst(request.inst))
		throw new Error(
			"The name of a bus user is one token of lower-case letters, digits and -.",
		);
	if (!isPublicKey(request.userKey, "user"))
		throw new Error("The key of a bus user must be a public user nkey (U…).");
	return signJwt(nkeyFromSeed(signingSeed), {
		subject: request.userKey,
		name: request.inst,
		issuedAt: request.issuedAt,
		expiresAt: request.expiresAt,
		claims: scopedUserClaims(request.keys.accountId),
	});
}
