import { createHash, generateKeyPairSync, sign } from "node:crypto";

/**
 * As an export writes it, made by hand: with nothing of the code that reads it. The first two records have no channel and no salt;
 * `withheld` has every record as a reader gets it who may not see its words.
 */
export function exportedChain(count: number) {
	const { privateKey, publicKey } = generateKeyPairSync("ed25519");
	const key = publicKey
		.export({ format: "der", type: "spki" })
		.subarray(-32)
		.toString("base64url");
	const salt = "0123456789abcdef".repeat(2);
	const at = (seq: number) => `2026-01-02T03:04:0${seq % 10}.000000Z`;
	const lines: string[] = [];
	const withheld: string[] = [];
	const hashes = ["0".repeat(64)];
	for (let seq = 1; seq <= count; seq++) {
		const previousHash = hashes[seq - 1] ?? "";
		const facts = `{\\"n\\":${seq}}`;
		const [start, end] = [`"at":"${at(seq)}"`, `"organisationId":"org_1"`];
		// From the third on they are said in a channel.
		const said = seq < 3 ? "" : `"channel":"ops",`;
		const digest = createHash("sha256")
			.update(`${salt}{"n":${seq}}`)
			.digest("hex");
		const hashedFacts =
			seq < 3 ? `"facts":"${facts}"` : `"factsDigest":"${digest}"`;
		const names = `"clusterNames":["eu"],"code":"command.run"`;
		const hash = createHash("sha256")
			.update(
				`${previousHash}{${start},${said}${names},${hashedFacts},${end},"seq":${seq}}`,
			)
			.digest("hex");
		hashes.push(hash);
		const rest = `"hash":"${hash}",${end},"previousHash":"${previousHash}","seq":${seq}`;
		const salted = seq < 3 ? "" : `"factsSalt":"${salt}",`;
		lines.push(
			`{${start},${said}${names},"facts":"${facts}",${salted}${rest}}`,
		);
		withheld.push(
			`{${start},${said}${names},"facts":null,"factsDigest":"${digest}",${rest},"withheld":["facts"]}`,
		);
	}
	function headLine(seq: number, hash = hashes[seq] ?? ""): string {
		const signedAt = "2026-01-02T03:04:05.678Z";
		const signed = `{"at":"${signedAt}","hash":"${hash}","organisationId":"org_1","seq":${seq}}`;
		const signature = sign(
			null,
			Buffer.from(`quarterdeck audit head 1\n${signed}`),
			privateKey,
		).toString("base64url");
		return `{"signedHead":{"at":"${signedAt}","hash":"${hash}","organisationId":"org_1","publicKey":"${key}","seq":${seq},"signature":"${signature}"}}`;
	}
	return { key, lines, withheld, hashes, headLine };
}
