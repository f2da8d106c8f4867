import { createPodActions } from "./answer-pod-actions.ts";
import type { Answer, SpecialAnswers } from "./answer-resource.ts";
import { createScaleAnswer } from "./answer-scale.ts";
import { createAttachAnswer } from "./pods/answer-attach.ts";
import { createExecAnswer, notServed } from "./pods/answer-exec.ts";
import { createLogAnswer } from "./pods/answer-log.ts";
import { createMetricsAnswers } from "./pods/answer-metrics.ts";
import { createAccessReviews } from "./reviews/access-reviews.ts";
import { createTokenReviews } from "./reviews/token-reviews.ts";
import type { RouterDeps } from "./router-deps.ts";

const unserved = [
	"/pods/portforward",
	"/pods/proxy",
	"/services/proxy",
	"/nodes/proxy",
].map((path): [string, Answer] => [
	path,
	() => {
		throw notServed(`simkube does not serve ${path.slice(1)}`);
	},
]);

/** The resources and parts of resources that are not simply kept objects. */
export function createSpecialAnswers(deps: RouterDeps): SpecialAnswers {
	const answers = new Map<string, Answer>([
		...createAccessReviews(deps.access),
		...createTokenReviews(deps),
		...createPodActions(deps.state),
		...createMetricsAnswers(deps.state),
		["/pods/log", createLogAnswer(deps.state, deps.logBook)],
		["/pods/exec", createExecAnswer(deps.state)],
		["/pods/attach", createAttachAnswer(deps.state, deps.logBook)],
		...unserved,
	]);
	const scale = createScaleAnswer(deps.state);
	return {
		get: (group, resource, subresource) =>
			subresource === "scale"
				? scale
				: answers.get(`${group}/${resource}/${subresource}`),
	};
}
