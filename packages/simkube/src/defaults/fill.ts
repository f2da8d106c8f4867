/** A part of an object, read and filled in place. */
// biome-ignore lint/suspicious/noExplicitAny: the bodies of many kinds are filled by path; validation checks them afterwards
export type Part = Record<string, any>;

export function isPart(value: unknown): value is Part {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets every field that is missing or null. */
export function fill(part: Part, defaults: Part): void {
	for (const [field, value] of Object.entries(defaults)) part[field] ??= value;
}

/** The object parts of a list; nothing for what is no list. */
export function parts(value: unknown): Part[] {
	return Array.isArray(value) ? value.filter(isPart) : [];
}

/** The part at `field`, made when missing; a throw-away when something else stands there. */
export function partAt(part: Part, field: string): Part {
	part[field] ??= {};
	const found = part[field];
	return isPart(found) ? found : {};
}
