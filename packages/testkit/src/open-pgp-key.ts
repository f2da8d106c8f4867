import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** A throw-away OpenPGP key, enough to sign what apt verifies. RFC 4880, version 4, RSA. */
export interface OpenPgpKey {
	/** The public key as a keyring file. */
	readonly publicKey: Buffer;
	/** An armoured detached signature of `data`. */
	sign(data: Buffer): string;
}

const rsaSigning = 1;
const sha256 = 8;
const createdAtSeconds = 1_735_689_600;

/** Makes a key pair; about 50 ms. */
export function createOpenPgpKey(userId: string): OpenPgpKey {
	const { privateKey, publicKey } = generateKeyPairSync("rsa", {
		modulusLength: 2048,
	});
	const { n = "", e = "" } = publicKey.export({ format: "jwk" });
	const keyBody = Buffer.concat([
		Buffer.from([4]),
		uint32(createdAtSeconds),
		Buffer.from([rsaSigning]),
		mpi(Buffer.from(n, "base64url")),
		mpi(Buffer.from(e, "base64url")),
	]);
	const keyHashed = Buffer.concat([
		Buffer.from([0x99]),
		uint16(keyBody.length),
		keyBody,
	]);
	const fingerprint = createHash("sha1").update(keyHashed).digest();

	function signature(type: number, data: Buffer): Buffer {
		const hashedPart = Buffer.concat([
			Buffer.from([4, type, rsaSigning, sha256]),
			withLength16(
				Buffer.concat([
					subpacket(2, uint32(createdAtSeconds)),
					subpacket(33, Buffer.concat([Buffer.from([4]), fingerprint])),
				]),
			),
		]);
		const signed = Buffer.concat([
			data,
			hashedPart,
			Buffer.from([4, 0xff]),
			uint32(hashedPart.length),
		]);
		const digest = createHash("sha256").update(signed).digest();
		return packet(
			2,
			Buffer.concat([
				hashedPart,
				withLength16(subpacket(16, fingerprint.subarray(-8))),
				digest.subarray(0, 2),
				mpi(sign("sha256", signed, privateKey)),
			]),
		);
	}

	const id = Buffer.from(userId);
	const certified = Buffer.concat([
		keyHashed,
		Buffer.from([0xb4]),
		uint32(id.length),
		id,
	]);
	return {
		publicKey: Buffer.concat([
			packet(6, keyBody),
			packet(13, id),
			signature(0x13, certified),
		]),
		sign: (data) => armour(signature(0x00, data)),
	};
}

function uint16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value);
	return bytes;
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

function withLength16(body: Buffer): Buffer {
	return Buffer.concat([uint16(body.length), body]);
}

// A number with its length in bits before it, without leading zeros.
function mpi(bytes: Buffer): Buffer {
	const start = bytes.findIndex((byte) => byte !== 0);
	const value = bytes.subarray(start);
	const bits = value.length * 8 - Math.clz32(value[0] ?? 0) + 24;
	return Buffer.concat([uint16(bits), value]);
}

function subpacket(type: number, body: Buffer): Buffer {
	return Buffer.concat([Buffer.from([body.length + 1, type]), body]);
}

function packet(tag: number, body: Buffer): Buffer {
	return Buffer.concat([
		Buffer.from([0xc0 | tag, 0xff]),
		uint32(body.length),
		body,
	]);
}

function armour(bytes: Buffer): string {
	const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
	const sum = crc24(bytes).toString("base64");
	return `-----BEGIN PGP SIGNATURE-----\n\n${lines.join("\n")}\n=${sum}\n-----END PGP SIGNATURE-----\n`;
}

function crc24(bytes: Buffer): Buffer {
	let crc = 0xb704ce;
	for (const byte of bytes) {
		crc ^= byte << 16;
		for (let bit = 0; bit < 8; bit++) {
			crc <<= 1;
			if (crc & 0x1000000) crc ^= 0x1864cfb;
		}
	}
	return uint32(crc & 0xffffff).subarray(1);
}
