import { hkdfSync } from "node:crypto";

/** 32 bytes for one purpose, derived from the master key: what is sealed or signed for one counts nowhere else. */
export function keyFor(masterKey: Uint8Array, purpose: string): Uint8Array {
	return new Uint8Array(
		hkdfSync("sha256", masterKey, "", `quarterdeck ${purpose}`, 32),
	);
}
