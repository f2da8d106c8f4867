import { useState } from "react";
import { keepTargets, readTargets } from "../../data/kept-targets.ts";

/** Where the commands of a channel run unless their words name clusters. */
export interface Targets {
	/** Names and selectors. */
	readonly terms: readonly string[];
	readonly add: (term: string) => void;
	readonly remove: (term: string) => void;
}

/** The targets of a channel, as this tab remembers them. */
export function useTargets(place: {
	readonly account: string;
	readonly organisation: string;
	readonly channel: string;
}): Targets {
	const [terms, setTerms] = useState(() => readTargets(place));
	const change = (next: readonly string[]) => {
		setTerms(next);
		keepTargets(place, next);
	};
	return {
		terms,
		add: (term) => change([...terms.filter((one) => one !== term), term]),
		remove: (term) => change(terms.filter((one) => one !== term)),
	};
}
