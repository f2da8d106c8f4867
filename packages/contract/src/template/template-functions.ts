import { printFormatted } from "./print-formatted.ts";
import {
	isMap,
	isTrue,
	keyOf,
	printed,
	printedNumber,
	sortedKeys,
	typeName,
	type Value,
} from "./values.ts";

/** A function of a template. @throws Error with a reason that the template's place is put before. */
export type TemplateFunction = (...given: readonly Value[]) => Value;

/** Functions of Go's text/template, except `and` and `or`, which do not take all their arguments; and `call`, `html`, `js`, which have no use here. */
const ofGo: Readonly<Record<string, TemplateFunction>> = {
	not: (value) => !isTrue(value),
	eq: (value, ...others) => others.some((other) => isEqual(value, other)),
	ne: (a, b) => !isEqual(a, b),
	lt: (a, b) => compare(a, b) < 0,
	le: (a, b) => compare(a, b) <= 0,
	gt: (a, b) => compare(a, b) > 0,
	ge: (a, b) => compare(a, b) >= 0,
	len: length,
	index: (value, ...keys) => keys.reduce(itemAt, value),
	slice: (value, from = 0, to) => sliced(value, from, to),
	print: (...given) => given.map(printed).join(""),
	println: (...given) => `${given.map(printed).join(" ")}\n`,
	printf: (format, ...given) => printFormatted(text(format), given),
	urlquery: (...given) =>
		encodeURIComponent(given.map(printed).join("")).replaceAll("%20", "+"),
};

/** Functions of slim-sprig that templates of Botkube's users name. Those by patterns are left out: a pattern may take for ever. */
const ofSprig: Readonly<Record<string, TemplateFunction>> = {
	default: (fallback, value) => (isTrue(value) ? value : fallback),
	empty: (value) => !isTrue(value),
	coalesce: (...given) => given.find(isTrue),
	ternary: (yes, no, is) => (is === true ? yes : no),
	all: (...given) => given.every(isTrue),
	any: (...given) => given.some(isTrue),
	upper: (value) => text(value).toUpperCase(),
	lower: (value) => text(value).toLowerCase(),
	title: (value) =>
		text(value).replace(/(?<=^|\s)\p{L}/gu, (first) => first.toUpperCase()),
	trim: (value) => text(value).trim(),
	trimAll: (cut, value) => trimmed(text(value), text(cut)),
	trimPrefix: (prefix, value) =>
		text(value).startsWith(text(prefix))
			? text(value).slice(text(prefix).length)
			: text(value),
	trimSuffix: (suffix, value) =>
		text(suffix) !== "" && text(value).endsWith(text(suffix))
			? text(value).slice(0, -text(suffix).length)
			: text(value),
	hasPrefix: (prefix, value) => text(value).startsWith(text(prefix)),
	hasSuffix: (suffix, value) => text(value).endsWith(text(suffix)),
	contains: (part, value) => text(value).includes(text(part)),
	replace: (from, to, value) => text(value).replaceAll(text(from), text(to)),
	repeat: (count, value) => repeated(text(value), whole(count)),
	substr: (from, to, value) =>
		text(value).slice(
			Math.max(0, whole(from)),
			whole(to) < 0 ? undefined : whole(to),
		),
	trunc: (count, value) =>
		whole(count) < 0
			? text(value).slice(whole(count))
			: text(value).slice(0, whole(count)),
	nospace: (value) => text(value).replace(/\s/g, ""),
	quote: (...given) =>
		given
			.filter(isThere)
			.map((one) => JSON.stringify(printed(one)))
			.join(" "),
	squote: (...given) =>
		given
			.filter(isThere)
			.map((one) => `'${printed(one)}'`)
			.join(" "),
	cat: (...given) => given.filter(isThere).map(printed).join(" "),
	indent: (count, value) => indented(whole(count), text(value)),
	nindent: (count, value) => `\n${indented(whole(count), text(value))}`,
	join: (separator, list) => items(list).map(printed).join(text(separator)),
	splitList: (separator, value) => text(value).split(text(separator)),
	toString: printed,
	toStrings: (list) => items(list).map(printed),
	toJson: (value) => JSON.stringify(value ?? null),
	toPrettyJson: (value) => JSON.stringify(value ?? null, null, 2),
	fromJson: (value) => JSON.parse(text(value)),
	int: whole,
	int64: whole,
	float64: number,
	add: (...given) => given.map(whole).reduce((a, b) => a + b, 0),
	add1: (value) => whole(value) + 1,
	sub: (a, b) => whole(a) - whole(b),
	mul: (...given) => given.map(whole).reduce((a, b) => a * b, 1),
	div: (a, b) => Math.trunc(whole(a) / divisor(b)),
	mod: (a, b) => whole(a) % divisor(b),
	max: (...given) => Math.max(...given.map(whole)),
	min: (...given) => Math.min(...given.map(whole)),
	list: (...given) => [...given],
	first: (list) => items(list)[0],
	last: (list) => items(list).at(-1),
	rest: (list) => items(list).slice(1),
	initial: (list) => items(list).slice(0, -1),
	reverse: (list) => items(list).toReversed(),
	uniq: (list) =>
		items(list).filter(
			(one, at, all) => all.findIndex((other) => isEqual(one, other)) === at,
		),
	compact: (list) => items(list).filter(isTrue),
	has: (wanted, list) => items(list).some((one) => isEqual(one, wanted)),
	append: (list, value) => [...items(list), value],
	prepend: (list, value) => [value, ...items(list)],
	sortAlpha: (list) => items(list).map(printed).sort(),
	dict: (...given) => dictOf(given),
	get: (map, key) => (isMap(map) ? (keyOf(map, text(key)) ?? "") : ""),
	hasKey: (map, key) => isMap(map) && Object.hasOwn(map, text(key)),
	keys: (map) => (isMap(map) ? sortedKeys(map) : []),
	values: (map) => (isMap(map) ? sortedKeys(map).map((key) => map[key]) : []),
	b64enc: (value) => toBase64(text(value)),
	b64dec: (value) => fromBase64(text(value)),
	kindOf: typeName,
};

/** By name; without a prototype, so that no name finds what is not written here. */
export const templateFunctions: ReadonlyMap<string, TemplateFunction> = new Map(
	Object.entries({ ...ofSprig, ...ofGo }),
);

const mostCharacters = 262_144;

function isThere(value: Value): boolean {
	return value !== undefined && value !== null;
}

function text(value: Value): string {
	return isThere(value) ? printed(value) : "";
}

/** Texts become the number they say, as sprig does; what says none is 0. */
function number(value: Value): number {
	if (typeof value === "number") return value;
	if (typeof value === "boolean") return value ? 1 : 0;
	const read = Number(text(value).trim() || "0");
	return Number.isFinite(read) ? read : 0;
}

function whole(value: Value): number {
	return Math.trunc(number(value));
}

function divisor(value: Value): number {
	const by = whole(value);
	if (by === 0) throw new Error("division by zero");
	return by;
}

function items(value: Value): readonly Value[] {
	if (Array.isArray(value)) return value;
	if (!isThere(value)) return [];
	throw new Error(`a list is needed, and this is a ${typeName(value)}`);
}

function length(value: Value): number {
	if (typeof value === "string") return new TextEncoder().encode(value).length;
	if (Array.isArray(value)) return value.length;
	if (isMap(value)) return Object.keys(value).length;
	throw new Error(`len of type ${typeName(value)}`);
}

function itemAt(value: Value, key: Value): Value {
	if (isMap(value)) return keyOf(value, text(key));
	if (!Array.isArray(value) && typeof value !== "string")
		throw new Error(`can't index item of type ${typeName(value)}`);
	const at = number(key);
	if (!Number.isInteger(at) || at < 0 || at >= value.length)
		throw new Error(`index out of range: ${printedNumber(at)}`);
	return Array.isArray(value) ? value[at] : value.charCodeAt(at);
}

function sliced(value: Value, from: Value, to: Value): Value {
	if (!Array.isArray(value) && typeof value !== "string")
		throw new Error(`can't slice item of type ${typeName(value)}`);
	const [begin, end] = [
		number(from),
		to === undefined ? value.length : number(to),
	];
	if (begin < 0 || end > value.length || begin > end)
		throw new Error(`index out of range: ${printedNumber(end)}`);
	return value.slice(begin, end);
}

function isEqual(a: Value, b: Value): boolean {
	if (!isThere(a) || !isThere(b)) return isThere(a) === isThere(b);
	if (typeof a === "object" || typeof b === "object")
		throw new Error("lists and maps can't be compared");
	return a === b;
}

function compare(a: Value, b: Value): number {
	const isOrdered =
		typeof a === typeof b && (typeof a === "number" || typeof a === "string");
	if (!isOrdered)
		throw new Error(`a ${typeName(a)} and a ${typeName(b)} have no order`);
	const [left, right] = [a, b] as [number, number];
	return left === right ? 0 : left < right ? -1 : 1;
}

function trimmed(value: string, cut: string): string {
	const characters = [...value];
	const from = characters.findIndex((one) => !cut.includes(one));
	const to = characters.findLastIndex((one) => !cut.includes(one));
	return from < 0 ? "" : characters.slice(from, to + 1).join("");
}

function repeated(value: string, count: number): string {
	if (count * value.length > mostCharacters)
		throw new Error(`more than ${mostCharacters} characters`);
	return value.repeat(Math.max(0, count));
}

function indented(count: number, value: string): string {
	const pad = repeated(" ", count);
	const lines = value.split("\n");
	if (lines.length * pad.length > mostCharacters)
		throw new Error(`more than ${mostCharacters} characters`);
	return lines.map((line) => pad + line).join("\n");
}

function dictOf(given: readonly Value[]): Value {
	const map: Record<string, Value> = Object.create(null);
	for (let at = 0; at < given.length; at += 2)
		map[text(given[at])] = given[at + 1] ?? "";
	return map;
}

function toBase64(value: string): string {
	return btoa(
		String.fromCharCode(...new TextEncoder().encode(value.slice(0, 65_536))),
	);
}

function fromBase64(value: string): string {
	const bytes = Uint8Array.from(atob(value), (one) => one.charCodeAt(0));
	return new TextDecoder().decode(bytes);
}
