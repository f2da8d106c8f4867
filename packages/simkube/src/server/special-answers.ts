import { createPodActions } from "./answer-pod-actions.ts";
import type { Answer, SpecialAnswers } from "./answer-resource.ts";
import { createScaleAnswer } from "./answer-scale.ts";
import { createAccessReviews } from "./reviews/access-reviews.ts";
import { createTokenReviews } from "./reviews/token-reviews.ts";
import type { RouterDeps } from "./router.ts";

/** The resources and parts of resources that are not simply kept objects. */
export function createSpecialAnswers(deps: RouterDeps): SpecialAnswers {
	const answers = new Map<string, Answer>([
		...createAccessReviews(deps.access),
		...createTokenReviews(deps),
		...createPodActions(deps.state),
	]);
	const scale = createScaleAnswer(deps.state);
	return {
		get: (group, resource, subresource) =>
			subresource === "scale"
				? scale
				: answers.get(`${group}/${resource}/${subresource}`),
	};
}
