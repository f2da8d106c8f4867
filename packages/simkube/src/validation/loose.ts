/** A part of an object whose shape is what validation is about to find out. */
// biome-ignore lint/suspicious/noExplicitAny: validation reads what clients send by path, before anything is known of it
export type Loose = any;

/** The objects in a list, with their places; nothing for what is no list. */
export function itemsOf(value: unknown, field: string): [Loose, string][] {
	if (!Array.isArray(value)) return [];
	return value.map((item, index) => [item ?? {}, `${field}[${index}]`]);
}

export function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null || value === "") return true;
	return typeof value === "object" && Object.keys(value).length === 0;
}
