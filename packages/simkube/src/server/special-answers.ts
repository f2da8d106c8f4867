import type { SpecialAnswers } from "./answer-resource.ts";
import type { RouterDeps } from "./router.ts";

/** The resources and parts of resources that are not simply kept objects. */
export function createSpecialAnswers(_deps: RouterDeps): SpecialAnswers {
	return new Map();
}
