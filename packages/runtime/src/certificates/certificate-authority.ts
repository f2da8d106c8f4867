import {
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	X509Certificate,
} from "node:crypto";
import {
	type Certificate,
	type CertificateRequest,
	issueCertificate,
} from "./certificate.ts";

/** A new authority with a P-256 key, which may sign servers and no further authority. */
export function createCertificateAuthority(
	request: Omit<CertificateRequest, "hosts">,
): Certificate {
	const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const issuer = { ...keys, commonName: request.commonName };
	const named = { ...request, hosts: [] };
	return {
		certificatePem: issueCertificate(
			named,
			keys.publicKey,
			"authority",
			issuer,
		),
		privateKeyPem: keys.privateKey
			.export({ type: "pkcs8", format: "pem" })
			.toString(),
	};
}

/**
 * A certificate for a server, signed by the authority, with a new P-256 key. It may end after the authority: clients then refuse it.
 * @throws Error when the authority's certificate or key cannot be read, or they do not belong together.
 */
export function createServerCertificate(
	authority: Certificate,
	request: CertificateRequest,
): Certificate {
	const own = new X509Certificate(authority.certificatePem);
	const privateKey = createPrivateKey(authority.privateKeyPem);
	if (!own.checkPrivateKey(privateKey))
		throw new Error("The authority's certificate and key do not match.");
	const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const commonName = String(own.toLegacyObject().subject.CN);
	const publicKey = createPublicKey(privateKey);
	const issuer = { commonName, privateKey, publicKey };
	return {
		certificatePem: issueCertificate(request, keys.publicKey, "server", issuer),
		privateKeyPem: keys.privateKey
			.export({ type: "pkcs8", format: "pem" })
			.toString(),
	};
}
