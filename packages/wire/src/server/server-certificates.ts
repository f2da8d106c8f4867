import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import {
	type Certificate,
	createCertificateAuthority,
	createServerCertificate,
	readCertificates,
} from "@quarterdeck/runtime";

/** Where an installation's certificates are. */
export interface PreparedCertificates {
	/** The authorities that clients trust, PEM: ours, and beside it any that an operator added. */
	readonly caFile: string;
	readonly certFile: string;
	readonly keyFile: string;
	/** The server's certificate was replaced: a server that runs has to read it again. */
	readonly isRenewed: boolean;
}

const authorityDays = 3650;
const serverDays = 365;
const dayMs = 86_400_000;

/**
 * The certificates in a folder: makes the authority once and never again, and a certificate for these host names and addresses when
 * there is none, half of its life is over, or it is for others.
 * @throws Error when half of the authority is missing or one of the files cannot be read; nothing is overwritten then.
 */
export function prepareCertificates(
	dir: string,
	hosts: readonly string[],
	now: Date,
): PreparedCertificates {
	const caFile = join(dir, "ca.pem");
	const certFile = join(dir, "server.pem");
	const keyFile = join(dir, "server.key");
	const authority = readAuthority(caFile, join(dir, "ca.key"), now);
	const isRenewed = !isFit(certFile, keyFile, { authority, hosts, now });
	if (isRenewed) {
		const commonName = hosts[0] ?? "bus";
		const request = { commonName, hosts, days: serverDays, now };
		const made = createServerCertificate(authority, request);
		writeWhole(keyFile, made.privateKeyPem);
		writeWhole(certFile, made.certificatePem);
	}
	return { caFile, certFile, keyFile, isRenewed };
}

/** Writes a private file so that nobody ever reads half of it. */
export function writeWhole(file: string, text: string): void {
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, text, { mode: 0o600 });
	renameSync(draft, file);
}

function readAuthority(
	caFile: string,
	caKeyFile: string,
	now: Date,
): Certificate {
	if (!existsSync(caKeyFile) && !existsSync(caFile)) {
		const commonName = `Quarterdeck bus CA ${randomBytes(4).toString("hex")}`;
		const days = authorityDays;
		const made = createCertificateAuthority({ commonName, days, now });
		writeWhole(caKeyFile, made.privateKeyPem);
		writeWhole(caFile, made.certificatePem);
		return made;
	}
	try {
		const privateKeyPem = readFileSync(caKeyFile, "utf8");
		const key = createPrivateKey(privateKeyPem);
		const ours = readCertificates(readFileSync(caFile, "utf8")).find((one) =>
			one.checkPrivateKey(key),
		);
		if (!ours) throw new Error("they do not belong together");
		return { certificatePem: ours.toString(), privateKeyPem };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(
			`${caKeyFile} and ${caFile} are no certificate authority: ${reason}. Restore them, or move both away and let the agents join again; they are never overwritten.`,
			{ cause: error },
		);
	}
}

/** Whether there is a certificate that will do for longer. */
function isFit(
	certFile: string,
	keyFile: string,
	wanted: {
		readonly authority: Certificate;
		readonly hosts: readonly string[];
		readonly now: Date;
	},
): boolean {
	const own = readServerCertificate(certFile, keyFile);
	if (!own) return false;
	const issuer = new X509Certificate(wanted.authority.certificatePem);
	const leftMs = own.validToDate.getTime() - wanted.now.getTime();
	return (
		own.verify(issuer.publicKey) &&
		leftMs > (serverDays / 2) * dayMs &&
		sameHosts(own, wanted.hosts)
	);
}

/** The certificate with its key, or undefined when one of them is missing or is none: both are made anew then. */
function readServerCertificate(
	certFile: string,
	keyFile: string,
): X509Certificate | undefined {
	if (!existsSync(certFile) || !existsSync(keyFile)) return undefined;
	try {
		const own = new X509Certificate(readFileSync(certFile));
		const key = createPrivateKey(readFileSync(keyFile));
		return own.checkPrivateKey(key) ? own : undefined;
	} catch {
		return undefined;
	}
}

function sameHosts(own: X509Certificate, hosts: readonly string[]): boolean {
	const named = own.subjectAltName?.split(", ") ?? [];
	const isNamed = (host: string) =>
		isIP(host)
			? own.checkIP(host) !== undefined
			: named.includes(`DNS:${host}`);
	return named.length === hosts.length && hosts.every(isNamed);
}
