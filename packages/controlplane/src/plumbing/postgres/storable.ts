/** A value as PostgreSQL can hold it: text has neither NUL nor lone surrogates, they become U+FFFD. */
export function storable(value: unknown): unknown {
	if (typeof value === "string")
		return value.replaceAll("\0", "\uFFFD").toWellFormed();
	return Array.isArray(value) ? value.map(storable) : value;
}
