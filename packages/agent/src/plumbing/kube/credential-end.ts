import { X509Certificate } from "node:crypto";
import { z } from "zod";
import type { ClusterAccess } from "./cluster-access.ts";

/** A claim in milliseconds, which some issuers write, is a year that no message of ours has room for. */
const latestEndMs = Date.UTC(9999, 11, 31);
const claimsSchema = z.object({ exp: z.number() });

/**
 * When the credential of an access ends, as far as nothing renews it: a client certificate and a token of a kubeconfig. Undefined for
 * files and programs, which are asked again, and for what names no end.
 */
export function credentialEnd(
	access: Pick<ClusterAccess, "clientCertificate" | "credential">,
): Date | undefined {
	const ends = [
		access.clientCertificate &&
			certificateEnd(access.clientCertificate.certificatePem),
		access.credential.kind === "token"
			? tokenEnd(access.credential.token)
			: undefined,
	].filter((end) => end !== undefined);
	return ends.length === 0
		? undefined
		: new Date(Math.min(...ends.map((end) => end.getTime())));
}

function certificateEnd(pem: string): Date | undefined {
	try {
		return new X509Certificate(pem).validToDate;
	} catch {
		// What cannot be read here is refused, with the reason, where the connection is made.
		return undefined;
	}
}

/** Of a JSON Web Token; other tokens do not say. The claim is only told to people, so its signature does not matter. */
function tokenEnd(token: string): Date | undefined {
	try {
		const [, claims = ""] = token.split(".");
		const text = Buffer.from(claims, "base64url").toString("utf8");
		const parsed = claimsSchema.safeParse(JSON.parse(text));
		const end = parsed.success ? new Date(parsed.data.exp * 1000) : undefined;
		return end && isShown(end.getTime()) ? end : undefined;
	} catch {
		return undefined;
	}
}

function isShown(endMs: number): boolean {
	return endMs >= 0 && endMs <= latestEndMs;
}
