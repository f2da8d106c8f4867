import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { keepTargets, readTargets } from "../../data/kept-targets.ts";

const from = "/o/$organisation/console/$channel";

/** Where the commands of a channel run unless their words name clusters. */
export interface Targets {
	/** Names and selectors. */
	readonly terms: readonly string[];
	readonly add: (term: string) => void;
	readonly remove: (term: string) => void;
}

/** The targets of a channel: what the address asks for, until something else is chosen, or what this tab remembers. */
export function useTargets(place: {
	readonly account: string;
	readonly organisation: string;
	readonly channel: string;
}): Targets {
	const { target } = useSearch({ from });
	const navigate = useNavigate({ from });
	const [kept, setKept] = useState(() => readTargets(place));
	const terms = target === undefined ? kept : [target];
	const change = (next: readonly string[]) => {
		setKept(next);
		keepTargets(place, next);
		if (target !== undefined)
			void navigate({
				to: ".",
				search: (old) => ({ ...old, target: undefined }),
				replace: true,
			});
	};
	return {
		terms,
		add: (term) => change([...terms.filter((one) => one !== term), term]),
		remove: (term) => change(terms.filter((one) => one !== term)),
	};
}
