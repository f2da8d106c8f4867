import { X509Certificate } from "node:crypto";

/**
 * The certificates of a PEM text, in its order; what stands between them is left out.
 * @throws Error when it holds none, or one cannot be read.
 */
export function readCertificates(pem: string): X509Certificate[] {
	const blocks =
		pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ??
		[];
	if (blocks.length === 0) throw new Error("there is no certificate in it");
	return blocks.map((block) => new X509Certificate(block));
}
