/* A plugin's message is whatever came: what is not of the expected kind is as if it were not there. */

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Fields)
		: {};
}

/** At most so many, each as fields. */
export function listOf(value: unknown, max: number): readonly Fields[] {
	return Array.isArray(value) ? value.slice(0, max).map(fieldsOf) : [];
}

const maxCharacters = 65_536;

export function textOf(value: unknown): string {
	return typeof value === "string" ? value.slice(0, maxCharacters) : "";
}
