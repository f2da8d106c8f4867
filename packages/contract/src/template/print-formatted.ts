import {
	isMap,
	printed,
	printedNumber,
	typeName,
	type Value,
} from "./values.ts";

const verb = /%([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;
/** A wider column is a mistake, or meant to fill the memory. */
const mostColumns = 1000;

/** Go's `printf`, for what templates hold. What does not fit a verb is printed as Go does: `%!d(string=a)`. */
export function printFormatted(
	format: string,
	given: readonly Value[],
): string {
	let next = 0;
	const text = format.replace(
		verb,
		(
			_,
			flags: string,
			width = "0",
			precision: string | undefined,
			letter: string,
		) => {
			if (letter === "%") return "%";
			if (next >= given.length) return `%!${letter}(MISSING)`;
			const value = given[next++];
			const shown = shownAs(letter, value, precision, flags);
			return padded(shown, Math.min(Number(width), mostColumns), flags, value);
		},
	);
	const extra = given.slice(next);
	return extra.length === 0
		? text
		: `${text}%!(EXTRA ${extra.map((value) => `${typeName(value)}=${printed(value)}`).join(", ")})`;
}

function shownAs(
	letter: string,
	value: Value,
	precision: string | undefined,
	flags: string,
): string {
	const digits = Math.min(Number(precision ?? 6), 100);
	const isNumber = typeof value === "number";
	const isWhole = isNumber && Number.isInteger(value);
	const wrong = `%!${letter}(${typeName(value)}=${printed(value)})`;
	switch (letter) {
		case "v":
			return printed(value);
		case "s": {
			if (isNumber || typeof value === "boolean") return wrong;
			const text = printed(value);
			return precision === undefined
				? text
				: [...text].slice(0, digits).join("");
		}
		case "q":
			return typeof value === "string" ? JSON.stringify(value) : wrong;
		case "d":
			return isWhole ? signed(String(value), flags) : wrong;
		case "f":
		case "F":
			return isNumber ? signed(fixed(value, digits), flags) : wrong;
		case "e":
			return isNumber
				? value.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2")
				: wrong;
		case "g":
			return isNumber ? signed(printedNumber(value), flags) : wrong;
		case "t":
			return typeof value === "boolean" ? String(value) : wrong;
		case "x":
		case "X": {
			const hex = isWhole
				? value.toString(16)
				: typeof value === "string"
					? hexOf(value)
					: undefined;
			if (hex === undefined) return wrong;
			return letter === "x" ? hex : hex.toUpperCase();
		}
		case "c":
			return isWhole && value >= 0 && value <= 0x10_ff_ff
				? String.fromCodePoint(value)
				: wrong;
		case "T":
			return isMap(value) ? "map[string]interface {}" : typeName(value);
		default:
			return wrong;
	}
}

/** As Go rounds: what lies exactly in the middle goes to the even digit. */
function fixed(value: number, digits: number): string {
	const rounded = value.toFixed(digits);
	const exact = value.toFixed(Math.min(100, digits + 30));
	const end = exact.indexOf(".") + 1 + digits;
	if (!/^50*$/.test(exact.slice(end))) return rounded;
	const cut = exact.slice(0, end).replace(/\.$/, "");
	return /[02468]$/.test(cut) ? cut : rounded;
}

function hexOf(text: string): string {
	return [...new TextEncoder().encode(text)]
		.map((byte) => byte.toString(16).padStart(2, "0"))
		.join("");
}

function signed(text: string, flags: string): string {
	if (text.startsWith("-")) return text;
	return flags.includes("+")
		? `+${text}`
		: flags.includes(" ")
			? ` ${text}`
			: text;
}

function padded(
	text: string,
	width: number,
	flags: string,
	value: Value,
): string {
	const missing = width - [...text].length;
	if (missing <= 0) return text;
	if (flags.includes("-")) return text + " ".repeat(missing);
	if (!flags.includes("0") || typeof value !== "number")
		return " ".repeat(missing) + text;
	const sign = /^[+-]/.exec(text)?.[0] ?? "";
	return sign + "0".repeat(missing) + text.slice(sign.length);
}
