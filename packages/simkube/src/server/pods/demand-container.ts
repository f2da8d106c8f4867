import type { KubeObject } from "../../kube-object.ts";
import { badRequest } from "../../resources/refusals.ts";

/** The container that is meant: the named one, or the only one. Throws 400 in the real server's words. */
export function demandContainer(pod: KubeObject, asked: string): string {
	const names: string[] = (pod.spec?.containers ?? []).map(
		(each: { name: string }) => each.name,
	);
	const { name } = pod.metadata;
	if (asked === "") {
		const [only] = names;
		if (only !== undefined && names.length === 1) return only;
		throw badRequest(
			`a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`,
		);
	}
	if (!names.includes(asked))
		throw badRequest(`container ${asked} is not valid for pod ${name}`);
	return asked;
}
