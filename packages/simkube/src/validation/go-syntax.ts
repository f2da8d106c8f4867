/** Values as Go's `%#v` writes them, which is how refusals quote what is no plain scalar. */

const quote = (text: string): string => JSON.stringify(text);

/** `map[string]string{"a":"b"}`, keys sorted; `map[string]string(nil)` for none. */
export function goStringMap(map: unknown): string {
	if (typeof map !== "object" || map === null) return "map[string]string(nil)";
	const entries = Object.entries(map)
		.map(([key, value]) => `${quote(key)}:${quote(String(value))}`)
		.sort();
	return `map[string]string{${entries.join(", ")}}`;
}

/** `[]string{"a", "b"}`; `[]string(nil)` for none. */
export function goStrings(list: unknown): string {
	if (!Array.isArray(list)) return "[]string(nil)";
	return `[]string{${list.map((item) => quote(String(item))).join(", ")}}`;
}

/** A LabelSelector of the meta group. */
export function goLabelSelector(selector: {
	matchLabels?: unknown;
	matchExpressions?: unknown;
}): string {
	const expressions = Array.isArray(selector.matchExpressions)
		? `[]v1.LabelSelectorRequirement{${selector.matchExpressions.map(goRequirement).join(", ")}}`
		: "[]v1.LabelSelectorRequirement(nil)";
	return `v1.LabelSelector{MatchLabels:${goStringMap(selector.matchLabels)}, MatchExpressions:${expressions}}`;
}

function goRequirement(requirement: {
	key?: unknown;
	operator?: unknown;
	values?: unknown;
}): string {
	return `v1.LabelSelectorRequirement{Key:${quote(String(requirement.key ?? ""))}, Operator:${quote(String(requirement.operator ?? ""))}, Values:${goStrings(requirement.values)}}`;
}

/** A scalar, or the JSON of anything else. */
export function goValue(value: unknown): string {
	if (value === undefined || value === null) return "null";
	if (typeof value === "string") return quote(value);
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}
