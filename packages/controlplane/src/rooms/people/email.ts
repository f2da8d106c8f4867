import { AppError, unseenMarks } from "@quarterdeck/contract";

/**
 * An email as it is stored and compared: trimmed, NFC, lower case.
 * @throws AppError INPUT_INVALID when it is none; the check is coarse on purpose, for only a delivered mail proves an address.
 */
export function normalEmail(text: string): string {
	const email = text.trim().normalize("NFC").toLowerCase();
	const plain =
		email.length <= 320 &&
		!becomesAscii(text.trim()) &&
		!hidesLetters(email) &&
		/^[^\s@<>"',;:\\\p{C}]+@[^\s@<>"',;:\\\p{C}]+$/u.test(email);
	if (!plain)
		throw new AppError("INPUT_INVALID", {
			field: "email",
			reason: "expected an address such as ada@example.com",
		});
	if (mixesScripts(email))
		throw new AppError("INPUT_INVALID", {
			field: "email",
			reason: mixedReason,
		});
	return email;
}

/** Letters of these look like Latin ones. */
const lookAlike = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
const latin = /\p{Script=Latin}/u;
const mixedReason =
	"a word in it mixes Latin letters with Cyrillic or Greek ones that look the same";

/** Whether one word is written in Latin letters and in some that can be taken for them. */
function mixesScripts(text: string): boolean {
	return text
		.split(/[^\p{L}\p{M}\p{N}]+/u)
		.some((word) => latin.test(word) && lookAlike.test(word));
}

/**
 * Whether a text holds letters that nobody sees and that move or hide others: direction marks, spaces without width, fillers. The joiners
 * that Persian words and emoji are written with are none, behind a letter that may need one.
 */
function hidesLetters(text: string): boolean {
	return (
		text.search(unseenMarks) >= 0 ||
		/\p{Cf}/u.test(text.replaceAll(/[\u200c\u200d]/gu, ""))
	);
}

/** Whether a letter that is not ASCII would be stored as one that is, as the Kelvin sign is as k: that is another's address. */
function becomesAscii(text: string): boolean {
	return [...text].some(
		(letter) =>
			letter > "\u007f" &&
			/[\u0020-\u007f]/.test(letter.normalize("NFC").toLowerCase()),
	);
}

/**
 * A name people see: one line, 1 to `limit` characters, none of them invisible, no word in letters of two scripts that look alike.
 * @throws AppError INPUT_INVALID naming the field.
 */
export function normalName(field: string, text: string, limit = 256): string {
	const name = text.normalize("NFC").trim();
	if (
		name === "" ||
		name.length > limit ||
		/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)
	)
		throw new AppError("INPUT_INVALID", {
			field,
			reason: `expected one line of 1 to ${limit} characters`,
		});
	if (hidesLetters(name))
		throw new AppError("INPUT_INVALID", {
			field,
			reason: "it contains invisible characters, such as direction marks",
		});
	if (mixesScripts(name))
		throw new AppError("INPUT_INVALID", { field, reason: mixedReason });
	return name;
}
