/** For boxes that scroll: keys must reach them too. */
export const focusable = { tabIndex: 0 } as const;

/** A named group: many of them on a page, so none is a landmark. */
export function group(name: string) {
	return { role: "group", "aria-label": name } as const;
}
