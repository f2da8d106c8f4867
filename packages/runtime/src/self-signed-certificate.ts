import {
	createHash,
	generateKeyPairSync,
	type KeyObject,
	randomBytes,
	sign,
} from "node:crypto";
import { isIP } from "node:net";

/** A certificate and its private key, both PEM. */
export interface SelfSignedCertificate {
	readonly certificatePem: string;
	readonly privateKeyPem: string;
}

export interface CertificateRequest {
	readonly commonName: string;
	/** Names and addresses a client may dial; each becomes a subject alternative name. */
	readonly hosts: readonly string[];
	/** Days of validity from now; 365 by default. The start lies an hour back, for clocks that differ. */
	readonly days?: number;
	readonly now?: Date;
}

/**
 * A self-signed P-256 certificate for a server that only listens on loopback.
 * Node can read certificates but not make them (docs/architecture/stack-facts.md#certificates), so the DER of RFC 5280 is written here.
 * It is its own CA: a client trusts exactly this certificate.
 */
export function createSelfSignedCertificate(
	request: CertificateRequest,
): SelfSignedCertificate {
	const { privateKey, publicKey } = generateKeyPairSync("ec", {
		namedCurve: "P-256",
	});
	const body = toBeSigned(request, publicKey);
	const signature = sign("sha256", body, {
		key: privateKey,
		dsaEncoding: "der",
	});
	const der = sequence(body, ecdsaWithSha256, bitString(signature));
	return {
		certificatePem: pem("CERTIFICATE", der),
		privateKeyPem: privateKey
			.export({ type: "pkcs8", format: "pem" })
			.toString(),
	};
}

function toBeSigned(request: CertificateRequest, publicKey: KeyObject): Buffer {
	const now = request.now ?? new Date();
	const from = new Date(now.getTime() - 3_600_000);
	const until = new Date(now.getTime() + (request.days ?? 365) * 86_400_000);
	const name = sequence(
		set(sequence(oid("2.5.4.3"), tlv(0x0c, Buffer.from(request.commonName)))),
	);
	const spki = publicKey.export({ type: "spki", format: "der" });
	return sequence(
		tlv(0xa0, integer(Buffer.from([2]))),
		integer(randomBytes(16)),
		ecdsaWithSha256,
		name,
		sequence(generalizedTime(from), generalizedTime(until)),
		name,
		spki,
		tlv(0xa3, sequence(...extensions(request.hosts, spki))),
	);
}

function extensions(hosts: readonly string[], spki: Buffer): Buffer[] {
	const keyId = createHash("sha1").update(spki).digest();
	const keyUsage = Buffer.from([0x03, 0x02, 0x02, 0x84]);
	return [
		extension("2.5.29.19", sequence(tlv(0x01, Buffer.from([0xff]))), true),
		extension("2.5.29.15", keyUsage, true),
		extension(
			"2.5.29.37",
			sequence(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2")),
		),
		extension("2.5.29.14", tlv(0x04, keyId)),
		extension("2.5.29.17", sequence(...hosts.map(alternativeName))),
	];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
	const flag = critical ? [tlv(0x01, Buffer.from([0xff]))] : [];
	return sequence(oid(id), ...flag, tlv(0x04, value));
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

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

function tlv(tag: number, value: Buffer): Buffer {
	const size = value.length;
	const length =
		size < 0x80
			? Buffer.from([size])
			: size < 0x100
				? Buffer.from([0x81, size])
				: Buffer.from([0x82, size >> 8, size & 0xff]);
	return Buffer.concat([Buffer.from([tag]), length, value]);
}

function sequence(...parts: Buffer[]): Buffer {
	return tlv(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
	return tlv(0x31, Buffer.concat(parts));
}

function bitString(bytes: Buffer): Buffer {
	return tlv(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

/** A positive INTEGER: leading zero bytes are not minimal DER, and a set high bit would make it negative. */
function integer(bytes: Buffer): Buffer {
	let start = 0;
	while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
	const minimal = bytes.subarray(start);
	const negative = ((minimal[0] ?? 0) & 0x80) !== 0;
	return tlv(
		0x02,
		negative ? Buffer.concat([Buffer.from([0]), minimal]) : minimal,
	);
}

function generalizedTime(at: Date): Buffer {
	const digits = at.toISOString().replace(/[-:T]/g, "").slice(0, 14);
	return tlv(0x18, Buffer.from(`${digits}Z`));
}

function oid(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
	return tlv(
		0x06,
		Buffer.from([first * 40 + second, ...rest.flatMap(base128)]),
	);
}

function base128(value: number): number[] {
	const bytes = [value & 0x7f];
	for (let left = value >>> 7; left > 0; left >>>= 7)
		bytes.unshift((left & 0x7f) | 0x80);
	return bytes;
}

function pem(label: string, der: Buffer): string {
	const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
