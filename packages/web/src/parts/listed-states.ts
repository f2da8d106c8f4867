/** States a listed cluster can be in, as they are shown: what needs somebody first. */
export const listedStates = [
	"LOST",
	"DEGRADED",
	"JOINING",
	"AWAY",
	"ALIVE",
] as const;
export type ListedState = (typeof listedStates)[number];
