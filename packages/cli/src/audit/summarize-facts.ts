/** Facts that say it all by themselves, the first that is there. */
const telling = ["words", "text", "reason"] as const;

/** A record's facts in one line, for a person: the words of a command, else what is known as `name=value`. */
export function summarizeFacts(facts: unknown): string {
	if (typeof facts !== "object" || facts === null) return "";
	const known = new Map(Object.entries(facts));
	const words = telling
		.map((name) => known.get(name))
		.find((value) => typeof value === "string" && value !== "");
	if (typeof words === "string") return words;
	return [...known]
		.filter(([, value]) => value !== null && value !== "")
		.map(([name, value]) => `${name}=${plain(value)}`)
		.join(" ");
}

function plain(value: unknown): string {
	if (Array.isArray(value)) return value.map(plain).join(",");
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}
