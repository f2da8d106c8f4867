import { createHash } from "node:crypto";
import { z } from "zod";
import { encodeBase32 } from "./base32.ts";
import { isPublicKey, type Nkey, verifySignature } from "./nkey.ts";

/** Longest JWT that is read: an organisation's account with thousands of revocations stays well below. */
const maxJwtCharacters = 1_048_576;

const header = encodePart({ typ: "JWT", alg: "ed25519-nkey" });

/** What a JWT of the bus says. `nats` holds the claims of its type. */
export const jwtClaimsSchema = z.object({
	jti: z.string(),
	iat: z.number().int(),
	iss: z.string(),
	sub: z.string(),
	name: z.string().default(""),
	exp: z.number().int().optional(),
	nats: z.looseObject({ type: z.string(), version: z.number() }),
});
export type JwtClaims = z.output<typeof jwtClaimsSchema>;

/** The claims of one type, e.g. a user's. */
export type TypedClaims = Readonly<Record<string, unknown>> & {
	readonly type: "operator" | "account" | "user" | "generic";
};

export interface JwtRequest {
	/** Public key of whom it is about. */
	readonly subject: string;
	readonly name: string;
	readonly issuedAt: Date;
	/** Absent: it does not end. */
	readonly expiresAt?: Date;
	readonly claims: TypedClaims;
}

/** A version 2 JWT of the bus, signed with `key`. */
export function signJwt(key: Nkey, request: JwtRequest): string {
	if (!isPublicKey(request.subject))
		throw new Error("The subject of a JWT must be a public nkey.");
	const claims = {
		iat: seconds(request.issuedAt),
		iss: key.id,
		name: request.name,
		sub: request.subject,
		...(request.expiresAt ? { exp: seconds(request.expiresAt) } : {}),
		nats: { ...request.claims, version: 2 },
	};
	const jti = encodeBase32(
		createHash("sha256").update(JSON.stringify(claims)).digest(),
	);
	const body = `${header}.${encodePart({ jti, ...claims })}`;
	const signature = key.sign(Buffer.from(body));
	return `${body}.${Buffer.from(signature).toString("base64url")}`;
}

/**
 * What the JWT says, without looking at its signature: for one's own, or for one that a server will check.
 * @throws Error when the text is no JWT of the bus.
 */
export function decodeJwt(jwt: string): JwtClaims {
	return read(jwt).claims;
}

/**
 * What the JWT says, after its signature was found to be made by the issuer it names. Whether that issuer is to be
 * believed, and whether it has ended, the caller decides.
 * @throws Error when the text is no JWT of the bus or the signature does not match.
 */
export function verifyJwt(jwt: string): JwtClaims {
	const { claims, body, signature } = read(jwt);
	if (!verifySignature(claims.iss, body, signature))
		throw new Error("The JWT was not signed by the issuer it names.");
	return claims;
}

/**
 * From its issue to its end, or undefined when it does not end. Both instants are of the issuer's clock, so whoever receives the JWT
 * can count its life from the receipt, whatever their own clock says. @throws Error as `decodeJwt` does.
 */
export function jwtLifetimeMs(jwt: string): number | undefined {
	const { exp, iat } = decodeJwt(jwt);
	// 0 is how the servers' own tools write "does not end".
	return exp === undefined || exp === 0 ? undefined : (exp - iat) * 1000;
}

function read(jwt: string): {
	claims: JwtClaims;
	body: Uint8Array;
	signature: Uint8Array;
} {
	const text = jwt.trim();
	if (text.length > maxJwtCharacters) throw new Error("The JWT is too long.");
	const [head, payload, signature, ...rest] = text.split(".");
	if (!head || !payload || !signature || rest.length > 0)
		throw new Error("Not a JWT: expected three parts separated by dots.");
	checkHeader(parsePart(head));
	const claims = jwtClaimsSchema.safeParse(parsePart(payload));
	if (!claims.success || claims.data.nats.version !== 2)
		throw new Error("Not a JWT of NATS: the claims are not version 2.");
	return {
		claims: claims.data,
		body: Buffer.from(`${head}.${payload}`),
		signature: Buffer.from(signature, "base64url"),
	};
}

function checkHeader(value: unknown): void {
	const schema = z.object({
		typ: z.string().regex(/^jwt$/i),
		alg: z.literal("ed25519-nkey"),
	});
	if (!schema.safeParse(value).success)
		throw new Error("Not a JWT of NATS: expected alg ed25519-nkey.");
}

function parsePart(part: string): unknown {
	try {
		return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
	} catch {
		throw new Error("Not a JWT: a part is not JSON in base64url.");
	}
}

function encodePart(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function seconds(at: Date): number {
	return Math.floor(at.getTime() / 1000);
}
