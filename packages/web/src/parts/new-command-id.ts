/** Crockford's alphabet in lower case, as all ids have it. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const pattern = /^(?:cmd|run)_[0-9a-hjkmnp-tv-z]{26}$/;

/**
 * A command's id: ten characters of time (milliseconds) and sixteen of randomness. The client makes it, so that a request sent
 * twice runs once.
 * @throws RangeError when fewer than 10 random bytes are given.
 */
export function formatCommandId(atMs: number, random: Uint8Array): string {
	if (random.length < 10) throw new RangeError("an id needs 10 random bytes");
	let time = "";
	for (let rest = Math.floor(atMs), i = 0; i < 10; i++) {
		time = alphabet.charAt(rest % 32) + time;
		rest = Math.floor(rest / 32);
	}
	let bits = 0n;
	for (const byte of random.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
	let tail = "";
	for (let i = 0; i < 16; i++) {
		tail = alphabet.charAt(Number(bits & 31n)) + tail;
		bits >>= 5n;
	}
	return `cmd_${time}${tail}`;
}

export function newCommandId(): string {
	return formatCommandId(
		Date.now(),
		crypto.getRandomValues(new Uint8Array(10)),
	);
}

/** The id where it is one of a command or a run, letter for letter: addresses hold whatever somebody wrote there. */
export function knownId(
	kind: "cmd" | "run",
	given: unknown,
): string | undefined {
	return typeof given === "string" &&
		given.startsWith(`${kind}_`) &&
		pattern.test(given)
		? given
		: undefined;
}
