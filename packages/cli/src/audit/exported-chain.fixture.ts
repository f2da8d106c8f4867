import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** As an export writes it, made by hand: with nothing of the code that reads it. */
export function exportedChain(count: number) {
	const { privateKey, publicKey } = generateKeyPairSync("ed25519");
	const key = publicKey
		.export({ format: "der", type: "spki" })
		.subarray(-32)
		.toString("base64url");
	const lines: string[] = [];
	const hashes = ["0".repeat(64)];
	for (let seq = 1; seq <= count; seq++) {
		const previousHash = hashes[seq - 1] ?? "";
		const fields = `"clusterNames":["eu"],"facts":"{\\"n\\":${seq}}","organisationId":"org_1","seq":${seq}`;
		const hash = createHash("sha256")
			.update(`${previousHash}{${fields}}`)
			.digest("hex");
		hashes.push(hash);
		lines.push(`{${fields},"hash":"${hash}","previousHash":"${previousHash}"}`);
	}
	function headLine(seq: number, hash = hashes[seq] ?? ""): string {
		const at = "2026-01-02T03:04:05.678Z";
		const signed = `{"at":"${at}","hash":"${hash}","organisationId":"org_1","seq":${seq}}`;
		const signature = sign(
			null,
			Buffer.from(`quarterdeck audit head 1\n${signed}`),
			privateKey,
		).toString("base64url");
		return JSON.stringify({
			signedHead: { ...JSON.parse(signed), publicKey: key, signature },
		});
	}
	return { key, lines, hashes, headLine };
}
