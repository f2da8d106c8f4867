import type { KubeObject } from "../kube-object.ts";

/** On a Pod: its containers end at once with this code. */
export const exitCodeAnnotation = "simkube.quarterdeck/exit-code";

/** How made-up containers fare: by their Pod's annotation, owner and restart policy, and by their image's tag. */
export const containerOutcome = {
	/** Images whose tag is `missing` cannot be pulled. */
	isImageMissing: (image: string): boolean => image.endsWith(":missing"),

	/** The code with which the Pod's containers end; `undefined` when they run for ever. */
	exitCodeOf(pod: KubeObject): number | undefined {
		const said = pod.metadata.annotations?.[exitCodeAnnotation];
		if (said !== undefined) return Number(said) || 0;
		const isOfJob = pod.metadata.ownerReferences?.some(
			(owner) => owner.kind === "Job",
		);
		return isOfJob ? 0 : undefined;
	},
};
