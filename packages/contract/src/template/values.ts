/**
 * What a template works on: what JSON can hold. `undefined` is a value that is not there, which Go prints as `<no value>`. A list is an
 * array and a map an object of its own keys; nothing else of an object is ever seen, so that no name leads out of the data.
 */
export type Value = unknown;

export function isMap(value: Value): value is Readonly<Record<string, Value>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own key of a map; undefined when there is none. */
export function keyOf(
	map: Readonly<Record<string, Value>>,
	key: string,
): Value {
	return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Go's idea of a condition: what is nothing, zero or empty is false. */
export function isTrue(value: Value): boolean {
	if (value === undefined || value === null) return false;
	if (typeof value === "boolean") return value;
	if (typeof value === "number") return value !== 0;
	if (typeof value === "string") return value !== "";
	if (Array.isArray(value)) return value.length > 0;
	return typeof value !== "object" || Object.keys(value).length > 0;
}

/** As Go calls it. */
export function typeName(value: Value): string {
	if (value === undefined || value === null) return "nil";
	if (Array.isArray(value)) return "list";
	if (typeof value === "object") return "map";
	if (typeof value === "boolean") return "bool";
	return typeof value === "number"
		? Number.isInteger(value)
			? "int"
			: "float64"
		: typeof value;
}

/** As `{{ . }}` and `%v` print it. */
export function printed(value: Value): string {
	if (value === undefined || value === null) return "<no value>";
	return printedInside(value);
}

function printedInside(value: Value): string {
	if (value === undefined || value === null) return "<nil>";
	if (Array.isArray(value)) return `[${value.map(printedInside).join(" ")}]`;
	if (isMap(value))
		return `map[${sortedKeys(value)
			.map((key) => `${key}:${printedInside(value[key])}`)
			.join(" ")}]`;
	return typeof value === "number" ? printedNumber(value) : String(value);
}

/** As Go prints a number that came out of JSON: with an exponent from a million on, or below a ten-thousandth, unless it is whole. */
export function printedNumber(value: number): string {
	if (Number.isSafeInteger(value)) return String(value);
	if (!Number.isFinite(value))
		return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
	const exponent = Math.floor(Math.log10(Math.abs(value)));
	if (exponent >= -4 && exponent < 21) return String(value);
	return value
		.toExponential()
		.replace(
			/e([+-])(\d)$/,
			(_, sign: string, digit: string) => `e${sign}0${digit}`,
		);
}

export function sortedKeys(map: Readonly<Record<string, Value>>): string[] {
	return Object.keys(map).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
