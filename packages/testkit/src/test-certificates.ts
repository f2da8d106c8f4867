import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	createCertificateAuthority,
	createServerCertificate,
} from "@quarterdeck/runtime";
import { tempDir } from "./temp-dir.ts";

/** An authority and a server's certificate of it for loopback, as PEM and as files. */
export interface TestCertificates {
	/** PEM of the authority. */
	readonly ca: string;
	readonly caFile: string;
	/** For the `tls` of a server's configuration. */
	readonly tls: { readonly certFile: string; readonly keyFile: string };
	/** For the `trust` of whoever connects. */
	readonly trust: { readonly authorities: () => string };
}

let shared: TestCertificates | undefined;

/** The certificates of this test process: made once, gone with it. */
export function testCertificates(): TestCertificates {
	shared ??= createTestCertificates(tempDir());
	return shared;
}

/** Certificates of another authority, in a folder of the test. */
export function createTestCertificates(dir: string): TestCertificates {
	const authority = createCertificateAuthority({ commonName: "test bus CA" });
	const server = createServerCertificate(authority, {
		commonName: "test bus",
		hosts: ["127.0.0.1", "localhost"],
	});
	const ca = authority.certificatePem;
	const write = (name: string, text: string) => {
		const file = join(dir, name);
		writeFileSync(file, text, { mode: 0o600 });
		return file;
	};
	return {
		ca,
		caFile: write("bus-ca.pem", ca),
		tls: {
			certFile: write("bus-server.pem", server.certificatePem),
			keyFile: write("bus-server.key", server.privateKeyPem),
		},
		trust: { authorities: () => ca },
	};
}
