import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import type { PasswordCost } from "./sign-in-deps.ts";

/** Hashings at a time; each takes 128 MiB and a thread. */
const parallel = 2;
/** Those that may wait; each takes a few tenths of a second. */
const maxWaiting = 16;
const hashBytes = 32;
/** Of the passwords of one account: there is one salt, but for hashes from before the parameters changed. */
const maxSalts = 4;

/** Hashes passwords, few at a time, so that many sign-ins at once take neither all memory nor all threads. */
export interface PasswordHashing {
	/** Runs work when a place is free. @throws AppError PASSWORD_BUSY when too many wait already. */
	inTurn<T>(work: () => Promise<T>): Promise<T>;
	/** `scrypt$log2N$r$p$salt$hash`, with the parameters of now; `beside`: with the salt of that hash. */
	hash(password: string, beside?: string): Promise<string>;
	/**
	 * The first that is a hash of this password. Those of one salt and cost take one hashing together, and those of at most
	 * `maxSalts` are looked at; against none it takes one hashing too.
	 */
	find(
		password: string,
		stored: readonly string[],
	): Promise<string | undefined>;
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
		async hash(password, beside) {
			const salt = beside ? read(beside).salt : randomBytes(16);
			return format(cost, salt, await derive(password, salt, cost));
		},
		async find(password, stored) {
			const heads = new Set(stored.map(headOf));
			const matching = new Set<string>();
			for (const head of [...heads, ...(stored.length ? [] : [nobodys])].slice(
				0,
				maxSalts,
			)) {
				const { salt, cost: then } = read(head);
				const derived = await derive(password, salt, then);
				for (const one of stored)
					if (headOf(one) === head && timingSafeEqual(derived, read(one).hash))
						matching.add(one);
			}
			return stored.find((one) => matching.has(one));
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

/** A hash without what was hashed: its parameters and salt. */
function headOf(stored: string): string {
	return stored.slice(0, stored.lastIndexOf("$"));
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
