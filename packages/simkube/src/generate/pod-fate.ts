import type { Random } from "./seeded-random.ts";

/** How a pod fares. */
export type PodFate =
	| "healthy"
	| "restarted"
	| "crashing"
	| "out-of-memory"
	| "image-missing"
	| "unschedulable"
	| "not-ready";

/** Roughly what a large cluster shows on an ordinary day: about one pod in twelve needs a look. */
export function drawFate(random: Random): PodFate {
	const roll = random.below(1000);
	if (roll < 880) return "healthy";
	if (roll < 920) return "restarted";
	if (roll < 945) return "crashing";
	if (roll < 960) return "out-of-memory";
	if (roll < 975) return "image-missing";
	if (roll < 988) return "unschedulable";
	return "not-ready";
}

export function isReady(fate: PodFate): boolean {
	return fate === "healthy" || fate === "restarted";
}
