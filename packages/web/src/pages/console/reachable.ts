/** For boxes that scroll: keys must reach them too. */
export const reachable = { tabIndex: 0 } as const;
