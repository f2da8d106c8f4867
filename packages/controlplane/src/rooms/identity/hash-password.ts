import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import type { PasswordCost } from "./identity-deps.ts";

/** Hashings at a time; each takes 128 MiB and a thread. */
const parallel = 2;
/** Those that may wait; each takes a few tenths of a second. */
const maxWaiting = 16;
const hashBytes = 32;

/** Hashes passwords, few at a time, so that many sign-ins at once take neither all memory nor all threads. */
export interface PasswordHashing {
	/** Runs work when a place is free. @throws AppError PASSWORD_BUSY when too many wait already. */
	inTurn<T>(work: () => Promise<T>): Promise<T>;
	/** `scrypt$log2N$r$p$salt$hash`, with the parameters of now. */
	hash(password: string): Promise<string>;
	/** Whether this is the password; against undefined it never is, and takes as long. */
	matches(password: string, stored: string | undefined): Promise<boolean>;
	/** Whether the parameters have changed since. */
	isOutdated(stored: string): boolean;
}

export function createPasswordHashing(cost: PasswordCost): PasswordHashing {
	const waiting: (() => void)[] = [];
	let running = 0;
	/** Of a password nobody has. */
	const nobodys = format(cost, randomBytes(16), randomBytes(hashBytes));

	async function enter(): Promise<void> {
		if (running < parallel) running += 1;
		else if (waiting.length >= maxWaiting)
			throw new AppError("PASSWORD_BUSY", { seconds: 5 });
		else await new Promise<void>((resolve) => waiting.push(resolve));
	}
	/** Whoever waits longest takes the place over. */
	function leave(): void {
		const next = waiting.shift();
		if (next) next();
		else running -= 1;
	}
	return {
		async inTurn(work) {
			await enter();
			try {
				return await work();
			} finally {
				leave();
			}
		},
		async hash(password) {
			const salt = randomBytes(16);
			return format(cost, salt, await derive(password, salt, cost));
		},
		async matches(password, stored) {
			const known = read(stored ?? nobodys);
			const derived = await derive(password, known.salt, known.cost);
			return timingSafeEqual(derived, known.hash) && stored !== undefined;
		},
		isOutdated(stored) {
			const { log2N, r, p } = read(stored).cost;
			return log2N !== cost.log2N || r !== cost.r || p !== cost.p;
		},
	};
}

function derive(
	password: string,
	salt: Buffer,
	{ log2N, r, p }: PasswordCost,
): Promise<Buffer> {
	const N = 2 ** log2N;
	// Node refuses at exactly 128 · N · r bytes: it needs a little more.
	const options = { N, r, p, maxmem: 128 * r * (N + p + 2) };
	return new Promise((resolve, reject) =>
		scrypt(
			password.normalize("NFKC"),
			salt,
			hashBytes,
			options,
			(error, key) => (error ? reject(error) : resolve(key)),
		),
	);
}

function format({ log2N, r, p }: PasswordCost, salt: Buffer, hash: Buffer) {
	const texts = [salt, hash].map((bytes) => bytes.toString("base64url"));
	return ["scrypt", log2N, r, p, ...texts].join("$");
}

function read(stored: string): {
	readonly cost: PasswordCost;
	readonly salt: Buffer;
	readonly hash: Buffer;
} {
	const [, log2N, r, p, salt = "", hash = ""] = stored.split("$");
	return {
		cost: { log2N: Number(log2N), r: Number(r), p: Number(p) },
		salt: Buffer.from(salt, "base64url"),
		hash: Buffer.from(hash, "base64url"),
	};
}
