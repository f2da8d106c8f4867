import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "@quarterdeck/cli";
import { readCertificates } from "@quarterdeck/runtime";

const dayMs = 86_400_000;
/** The certificate is renewed at half of its year: with less left, nothing renews it. */
const serverDueDays = 60;
/** Enough to hand a new authority to every agent, at leisure. */
const authorityDueDays = 365;

/**
 * How the bus that `qd up` starts is protected: by the files in its folder, which is there after the first start.
 * @throws Error when a certificate cannot be read.
 */
export function examineBus(dir: string, now: Date): Omit<Finding, "part"> {
	const caFile = join(dir, "ca.pem");
	const certFile = join(dir, "server.pem");
	if (!existsSync(dir))
		return { ok: true, seen: "does not exist yet; qd up creates it with TLS" };
	if (!existsSync(caFile) || !existsSync(certFile))
		return {
			ok: false,
			seen: "no TLS yet: the folder is of an earlier version",
			advice: "start qd up again; it creates a certificate authority",
		};
	const authorities = readCertificates(readFileSync(caFile, "utf8"));
	const server = new X509Certificate(readFileSync(certFile));
	const issuer = authorities.find((one) => server.verify(one.publicKey));
	if (!issuer)
		return {
			ok: false,
			seen: `${certFile} is not signed by an authority in ${caFile}`,
			advice: "restore both from a backup, or start qd up again",
		};
	const seen = `TLS; certificate until ${dayOf(server)}, authority until ${dayOf(issuer)}`;
	if (daysLeft(server, now) < serverDueDays)
		return {
			ok: daysLeft(server, now) > 0,
			seen,
			advice: "start qd up again; it renews the certificate",
		};
	if (daysLeft(issuer, now) < authorityDueDays)
		return {
			ok: daysLeft(issuer, now) > 0,
			seen,
			advice:
				"replace the authority, as described in docs/guide/operating.md#replace-the-certificate-authority",
		};
	return { ok: true, seen };
}

function dayOf(certificate: X509Certificate): string {
	return certificate.validToDate.toISOString().slice(0, 10);
}

function daysLeft(certificate: X509Certificate, now: Date): number {
	return (certificate.validToDate.getTime() - now.getTime()) / dayMs;
}
