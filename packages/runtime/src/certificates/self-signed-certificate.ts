import { generateKeyPairSync } from "node:crypto";
import {
	type Certificate,
	type CertificateRequest,
	issueCertificate,
} from "./certificate.ts";

/**
 * A self-signed P-256 certificate for a server that only listens on loopback.
 * It is its own CA: a client trusts exactly this certificate.
 */
export function createSelfSignedCertificate(
	request: CertificateRequest,
): Certificate {
	const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const issuer = { ...keys, commonName: request.commonName };
	return {
		certificatePem: issueCertificate(
			request,
			keys.publicKey,
			"self-signed",
			issuer,
		),
		privateKeyPem: keys.privateKey
			.export({ type: "pkcs8", format: "pem" })
			.toString(),
	};
}
