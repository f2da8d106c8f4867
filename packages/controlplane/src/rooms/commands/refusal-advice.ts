import { internalStaticUser } from "@quarterdeck/contract";
import type { CommandRun } from "./command-record.ts";

/**
 * What explains the user that Kubernetes names in its refusal, where a newcomer has never heard of it; undefined where nothing was
 * refused to that user.
 */
export function refusalAdvice({ gate }: CommandRun): string | undefined {
	if (gate?.user !== internalStaticUser) return undefined;
	if (!gate.requests.some(({ status }) => status === 403)) return undefined;
	const groups = gate.groups ?? [];
	const mapped =
		groups.length === 0 ? "groups" : `groups (here: ${groups.join(", ")})`;
	return `${internalStaticUser} is the user that commands run as where the binding maps only ${mapped}. To allow this, grant it in the cluster to one of these groups with a RoleBinding, or map people to users under context.rbac of the binding.`;
}
