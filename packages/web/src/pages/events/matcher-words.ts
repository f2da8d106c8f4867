import { plainOutput } from "../../parts/plain-output.ts";
import type { Silence } from "./documents.ts";

const names = [
	["level", "level"],
	["kind", "kind"],
	["name", "object"],
	["namespace", "namespace"],
	["cluster", "cluster"],
	["group", "group"],
] as const;

/** What a silence matches: `kind Pod, object cart-*, cluster eu` */
export function matcherWords(matcher: Silence["matcher"]): string {
	const said = names.flatMap(([field, word]) => {
		const value = matcher[field];
		return value
			? [`${word} ${field === "level" ? value.toLowerCase() : value}`]
			: [];
	});
	if (matcher.text) said.push(`title with “${matcher.text}”`);
	return plainOutput(said.join(", "));
}
