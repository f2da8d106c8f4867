import { z } from "zod";
import {
	controlPlaneBusAccountClaims,
	systemBusAccountClaims,
} from "./bus-account-claims.ts";
import type { BusCredential } from "./creds-file.ts";
import { signJwt, type TypedClaims } from "./jwt.ts";
import { createNkey, nkeyFromSeed, publicKey } from "./nkey.ts";
import { controlPlaneUserClaims, systemUserClaims } from "./user-claims.ts";

const seed = z.string().regex(/^S[OAU][A-Z2-7]{56}$/);

/** Every key of an installation's bus. Whoever holds this file owns the bus: mode 0600, never sent anywhere. */
export const busKeysSchema = z.object({
	version: z.literal(1),
	operatorSeed: seed,
	operatorSigningSeed: seed,
	systemAccountSeed: seed,
	controlPlaneAccountSeed: seed,
	systemUserSeed: seed,
	controlPlaneUserSeed: seed,
});
export type BusKeys = z.output<typeof busKeysSchema>;

/** What the control plane is handed: it can write accounts, but not replace the operator. Secret. */
export const controlPlaneKeysSchema = z.object({
	operatorId: z.string(),
	operatorSigningSeed: seed,
	systemAccountId: z.string(),
	controlPlaneAccountId: z.string(),
	systemCredential: z.object({ jwt: z.string(), seed }),
	controlPlaneCredential: z.object({ jwt: z.string(), seed }),
});
export type ControlPlaneKeys = z.output<typeof controlPlaneKeysSchema>;

/** The JWTs a server is started with. They hold no secret. */
export interface ServerJwts {
	readonly operatorJwt: string;
	readonly systemAccountId: string;
	/** Account id to JWT, for the resolver's preload. */
	readonly preload: Readonly<Record<string, string>>;
}

/** Keys for a new installation. */
export function createBusKeys(): BusKeys {
	return {
		version: 1,
		operatorSeed: createNkey("operator").seed,
		operatorSigningSeed: createNkey("operator").seed,
		systemAccountSeed: createNkey("account").seed,
		controlPlaneAccountSeed: createNkey("account").seed,
		systemUserSeed: createNkey("user").seed,
		controlPlaneUserSeed: createNkey("user").seed,
	};
}

/** What a server needs to know to trust this installation's keys; made afresh at every start. */
export function serverJwts(keys: BusKeys, issuedAt: Date): ServerJwts {
	const systemAccountId = publicKey(keys.systemAccountSeed);
	const account = (accountSeed: string, name: string, claims: TypedClaims) =>
		signJwt(nkeyFromSeed(keys.operatorSigningSeed), {
			subject: publicKey(accountSeed),
			name,
			issuedAt,
			claims,
		});
	return {
		operatorJwt: operatorJwt(keys, issuedAt),
		systemAccountId,
		preload: {
			[systemAccountId]: account(
				keys.systemAccountSeed,
				"SYS",
				systemBusAccountClaims(),
			),
			[publicKey(keys.controlPlaneAccountSeed)]: account(
				keys.controlPlaneAccountSeed,
				"CP",
				controlPlaneBusAccountClaims(),
			),
		},
	};
}

/** The control plane's part of the keys. Its two users do not end: they are renewed by starting it anew. */
export function controlPlaneKeys(
	keys: BusKeys,
	issuedAt: Date,
): ControlPlaneKeys {
	return {
		operatorId: publicKey(keys.operatorSeed),
		operatorSigningSeed: keys.operatorSigningSeed,
		systemAccountId: publicKey(keys.systemAccountSeed),
		controlPlaneAccountId: publicKey(keys.controlPlaneAccountSeed),
		systemCredential: user(
			keys.systemAccountSeed,
			{ seed: keys.systemUserSeed, name: "system" },
			systemUserClaims(),
			issuedAt,
		),
		controlPlaneCredential: user(
			keys.controlPlaneAccountSeed,
			{ seed: keys.controlPlaneUserSeed, name: "controlplane" },
			controlPlaneUserClaims(),
			issuedAt,
		),
	};
}

function operatorJwt(keys: BusKeys, issuedAt: Date): string {
	const operator = nkeyFromSeed(keys.operatorSeed);
	return signJwt(operator, {
		subject: operator.id,
		name: "quarterdeck",
		issuedAt,
		claims: {
			type: "operator",
			signing_keys: [publicKey(keys.operatorSigningSeed)],
			system_account: publicKey(keys.systemAccountSeed),
		},
	});
}

function user(
	accountSeed: string,
	who: { readonly seed: string; readonly name: string },
	claims: TypedClaims,
	issuedAt: Date,
): BusCredential {
	const jwt = signJwt(nkeyFromSeed(accountSeed), {
		subject: publicKey(who.seed),
		name: who.name,
		issuedAt,
		claims,
	});
	return { jwt, seed: who.seed };
}
