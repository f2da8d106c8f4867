import type { Icon } from "@tabler/icons-react";
import { matchesWords } from "./matches-words.ts";

/** Something the command palette can do. */
export interface PaletteAction {
	readonly id: string;
	readonly label: string;
	readonly note?: string | undefined;
	/** More words it is found by. */
	readonly words?: string | undefined;
	readonly Icon: Icon;
	readonly act: () => void;
}

export interface PaletteGroup {
	readonly name: string;
	/** What was searched for elsewhere already is not filtered again. */
	readonly isFiltered?: boolean;
	readonly actions: readonly PaletteAction[];
}

/** What of the groups answers the query; groups without an answer fall away. */
export function filterPalette(
	groups: readonly PaletteGroup[],
	query: string,
): readonly PaletteGroup[] {
	return groups
		.map((group) =>
			group.isFiltered
				? group
				: {
						...group,
						actions: group.actions.filter(({ label, note = "", words = "" }) =>
							matchesWords(query, `${label} ${note} ${words} ${group.name}`),
						),
					},
		)
		.filter(({ actions }) => actions.length > 0);
}
