import { createHash, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import {
	bitString,
	generalizedTime,
	integer,
	oid,
	sequence,
	set,
	tlv,
} from "./der.ts";

/** A certificate and its private key, both PEM. */
export interface Certificate {
	readonly certificatePem: string;
	/** Secret. */
	readonly privateKeyPem: string;
}

/** Whom a certificate names, and for how long. */
export interface CertificateRequest {
	readonly commonName: string;
	/** Names and addresses a client may dial; each becomes a subject alternative name. */
	readonly hosts: readonly string[];
	/** Days of validity from now; 365 by default. The start lies an hour back, for clocks that differ. */
	readonly days?: number;
	readonly now?: Date;
}

/** What the holder of a certificate may do: sign certificates, serve, or serve with a certificate it signed itself. */
export type CertificateUse = "authority" | "server" | "self-signed";

/** Who signs: the name in its own certificate, and its keys. */
export interface Issuer {
	readonly commonName: string;
	readonly privateKey: KeyObject;
	readonly publicKey: KeyObject;
}

/**
 * Issues a certificate and gives its PEM.
 * Node can read certificates but not make them (docs/architecture/stack-facts.md#certificates), so the DER of RFC 5280 is written here.
 */
export function issueCertificate(
	request: CertificateRequest,
	publicKey: KeyObject,
	use: CertificateUse,
	issuer: Issuer,
): string {
	const body = toBeSigned(request, publicKey, use, issuer);
	const signature = sign("sha256", body, {
		key: issuer.privateKey,
		dsaEncoding: "der",
	});
	const der = sequence(body, ecdsaWithSha256, bitString(signature));
	const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const yes = tlv(0x01, Buffer.from([0xff]));

function toBeSigned(
	request: CertificateRequest,
	publicKey: KeyObject,
	use: CertificateUse,
	issuer: Issuer,
): Buffer {
	const now = request.now ?? new Date();
	const from = new Date(now.getTime() - 3_600_000);
	const until = new Date(now.getTime() + (request.days ?? 365) * 86_400_000);
	return sequence(
		tlv(0xa0, integer(Buffer.from([2]))),
		integer(randomBytes(16)),
		ecdsaWithSha256,
		named(issuer.commonName),
		sequence(generalizedTime(from), generalizedTime(until)),
		named(request.commonName),
		publicKey.export({ type: "spki", format: "der" }),
		tlv(0xa3, sequence(...extensions(request.hosts, publicKey, use, issuer))),
	);
}

function named(commonName: string): Buffer {
	const text = tlv(0x0c, Buffer.from(commonName));
	return sequence(set(sequence(oid("2.5.4.3"), text)));
}

function extensions(
	hosts: readonly string[],
	publicKey: KeyObject,
	use: CertificateUse,
	issuer: Issuer,
): Buffer[] {
	const serves = use !== "authority";
	const authorityKeyId = tlv(0x80, keyId(issuer.publicKey));
	return [
		extension("2.5.29.19", basicConstraints[use], true),
		extension("2.5.29.15", keyUsage[use], true),
		...(serves ? [extension("2.5.29.37", extendedKeyUsage)] : []),
		extension("2.5.29.14", tlv(0x04, keyId(publicKey))),
		...(use === "server"
			? [extension("2.5.29.35", sequence(authorityKeyId))]
			: []),
		...(serves
			? [extension("2.5.29.17", sequence(...hosts.map(alternativeName)))]
			: []),
	];
}

/** An authority of ours signs servers, never another authority: its path length is 0. */
const basicConstraints: Readonly<Record<CertificateUse, Buffer>> = {
	authority: sequence(yes, integer(Buffer.from([0]))),
	server: sequence(),
	"self-signed": sequence(yes),
};

/** Bits of KeyUsage: 0 digitalSignature, 5 keyCertSign, 6 cRLSign. */
const keyUsage: Readonly<Record<CertificateUse, Buffer>> = {
	authority: Buffer.from([0x03, 0x02, 0x01, 0x06]),
	server: Buffer.from([0x03, 0x02, 0x07, 0x80]),
	"self-signed": Buffer.from([0x03, 0x02, 0x02, 0x84]),
};

const extendedKeyUsage = sequence(
	oid("1.3.6.1.5.5.7.3.1"),
	oid("1.3.6.1.5.5.7.3.2"),
);

function keyId(key: KeyObject): Buffer {
	const spki = key.export({ type: "spki", format: "der" });
	return createHash("sha1").update(spki).digest();
}

function extension(id: string, value: Buffer, critical = false): Buffer {
	return sequence(oid(id), ...(critical ? [yes] : []), tlv(0x04, value));
}

function alternativeName(host: string): Buffer {
	return isIP(host)
		? tlv(0x87, addressBytes(host))
		: tlv(0x82, Buffer.from(host));
}

function addressBytes(address: string): Buffer {
	if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
	const [head = "", tail = ""] = address.split("::");
	const left = head.split(":").filter(Boolean);
	const right = tail.split(":").filter(Boolean);
	const middle = Array.from(
		{ length: 8 - left.length - right.length },
		() => "0",
	);
	const groups = [...left, ...middle, ...right];
	return Buffer.concat(
		groups.map((g) => Buffer.from(g.padStart(4, "0"), "hex")),
	);
}
