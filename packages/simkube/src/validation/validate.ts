import { builtInKind } from "../built-in-types/built-in-types.ts";
import type { KubeObject } from "../kube-object.ts";
import type { StatusCause } from "../status-error.ts";
import { metadataProblems } from "./metadata-problems.ts";
import { otherChecks } from "./other-problems.ts";
import { rbacChecks } from "./rbac-problems.ts";
import { workloadChecks } from "./workload-problems.ts";

const checks = new Map(
	Object.entries({ ...workloadChecks, ...rbacChecks, ...otherChecks }),
);

/**
 * Every problem of an object whose defaults are filled in, in the words of a real server; with `old` also what an
 * update may not change. Custom kinds are judged by their metadata only; their schema is another question.
 * An object under deletion is not judged by its kind any more, so that its finalizers can always be taken off.
 */
export function validate(object: KubeObject, old?: KubeObject): StatusCause[] {
	const problems = metadataProblems(object, old);
	const isBuiltIn = builtInKind(object.apiVersion, object.kind) !== undefined;
	if (!isBuiltIn || old?.metadata.deletionTimestamp !== undefined)
		return problems;
	return [...problems, ...(checks.get(object.kind)?.(object, old) ?? [])];
}
