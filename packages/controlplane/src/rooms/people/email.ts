import { AppError } from "@quarterdeck/contract";

/**
 * An email as it is stored and compared: trimmed, NFC, lower case.
 * @throws AppError INPUT_INVALID when it is none; the check is coarse on purpose, for only a delivered mail proves an address.
 */
export function normalEmail(text: string): string {
	const email = text.trim().normalize("NFC").toLowerCase();
	const plain =
		email.length <= 320 &&
		!becomesAscii(text.trim()) &&
		/^[^\s@<>"',;:\\\p{C}]+@[^\s@<>"',;:\\\p{C}]+$/u.test(email);
	if (!plain)
		throw new AppError("INPUT_INVALID", {
			field: "email",
			reason: "expected an address such as ada@example.com",
		});
	return email;
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
 * A name people see: one line, no control characters, 1 to `limit` characters.
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
	return name;
}
