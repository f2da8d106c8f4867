import {
	createPrivateKey,
	createPublicKey,
	createSign,
	createVerify,
	generateKeyPairSync,
	type KeyObject,
} from "node:crypto";
import type { ObjectStore } from "../store/object-store.ts";
import { serviceAccountGroups, type User } from "./user.ts";

export interface TokenClaims {
	readonly iss: string;
	readonly aud: readonly string[];
	readonly sub: string;
	readonly exp: number;
	readonly iat: number;
	readonly nbf: number;
	readonly jti: string;
	readonly "kubernetes.io": {
		readonly namespace: string;
		readonly serviceaccount: { readonly name: string; readonly uid: string };
	};
}

/** Signs and reads the tokens of service accounts: JWTs that end, and that end with their account. */
export interface ServiceAccountTokens {
	readonly privateKeyPem: string;
	mint(request: {
		namespace: string;
		name: string;
		uid: string;
		audiences: readonly string[];
		ttlSeconds: number;
		tokenId: string;
	}): string;
	/** The user a token speaks for; `undefined` when it is forged, over, for others, or its account is gone. */
	read(
		token: string,
		audiences?: readonly string[],
	): { user: User; audiences: readonly string[] } | undefined;
}

export const defaultAudience = "https://kubernetes.default.svc.cluster.local";

export function createServiceAccountTokens(deps: {
	store: ObjectStore;
	clock: () => number;
	privateKeyPem?: string;
}): ServiceAccountTokens {
	const privateKey = deps.privateKeyPem
		? createPrivateKey(deps.privateKeyPem)
		: newPrivateKey();
	const publicKey = createPublicKey(privateKey);
	const nowSeconds = (): number => Math.floor(deps.clock() / 1000);

	return {
		privateKeyPem: privateKey
			.export({ type: "pkcs8", format: "pem" })
			.toString(),
		mint(request) {
			const now = nowSeconds();
			const { namespace, name, uid } = request;
			return sign(privateKey, {
				aud: request.audiences,
				exp: now + request.ttlSeconds,
				iat: now,
				iss: defaultAudience,
				jti: request.tokenId,
				"kubernetes.io": { namespace, serviceaccount: { name, uid } },
				nbf: now,
				sub: `system:serviceaccount:${namespace}:${name}`,
			});
		},
		read(token, audiences = [defaultAudience]) {
			const claims = verify(publicKey, token);
			if (!claims) return undefined;
			const now = nowSeconds();
			if (claims.exp <= now || claims.nbf > now + 60) return undefined;
			const shared = claims.aud.filter((each) => audiences.includes(each));
			if (shared.length === 0) return undefined;
			const { namespace, serviceaccount } = claims["kubernetes.io"];
			const account = deps.store.get(
				"/serviceaccounts",
				namespace,
				serviceaccount.name,
			);
			if (account?.object.metadata.uid !== serviceaccount.uid) return undefined;
			return { user: userOf(claims), audiences: shared };
		},
	};
}

function newPrivateKey(): KeyObject {
	return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

function userOf(claims: TokenClaims): User {
	const { namespace, serviceaccount } = claims["kubernetes.io"];
	return {
		username: claims.sub,
		uid: serviceaccount.uid,
		groups: [...serviceAccountGroups(namespace), "system:authenticated"],
		extra: {
			"authentication.kubernetes.io/credential-id": [`JTI=${claims.jti}`],
		},
	};
}

function sign(key: KeyObject, claims: TokenClaims): string {
	const head = encode({ alg: "ES256", kid: "simkube" });
	const text = `${head}.${encode(claims)}`;
	const signature = createSign("sha256")
		.update(text)
		.sign({ key, dsaEncoding: "ieee-p1363" }, "base64url");
	return `${text}.${signature}`;
}

function verify(key: KeyObject, token: string): TokenClaims | undefined {
	const [head, body, signature, ...more] = token.split(".");
	if (!head || !body || !signature || more.length > 0) return undefined;
	const isGenuine = createVerify("sha256")
		.update(`${head}.${body}`)
		.verify({ key, dsaEncoding: "ieee-p1363" }, signature, "base64url");
	if (!isGenuine) return undefined;
	return JSON.parse(Buffer.from(body, "base64url").toString()) as TokenClaims;
}

function encode(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString("base64url");
}
