import type { KubeObject } from "../kube-object.ts";
import {
	type LabelSelectorObject,
	labelSelectorFromObject,
} from "../selectors/index.ts";
import type { PolicyRule } from "./rbac-types.ts";

/**
 * The rules an aggregated ClusterRole should have, gathered by name from the roles its selectors match;
 * undefined for a role that does not aggregate. An aggregated role may match another aggregated one,
 * so the caller repeats until nothing changes.
 */
export function aggregateRules(
	clusterRole: KubeObject,
	allClusterRoles: Iterable<KubeObject>,
): PolicyRule[] | undefined {
	const selectors: LabelSelectorObject[] | undefined =
		clusterRole.aggregationRule?.clusterRoleSelectors;
	if (selectors === undefined) return undefined;
	const others = [...allClusterRoles]
		.filter((role) => role.metadata.name !== clusterRole.metadata.name)
		.sort((a, b) => byText(a.metadata.name ?? "", b.metadata.name ?? ""));
	const rules = new Map<string, PolicyRule>();
	for (const selector of selectors) {
		const matches = labelSelectorFromObject(selector);
		for (const role of others.filter((one) => matches(one.metadata.labels)))
			for (const rule of (role.rules ?? []) as PolicyRule[])
				if (!rules.has(ruleKey(rule))) rules.set(ruleKey(rule), rule);
	}
	return [...rules.values()];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const ruleKey = (rule: PolicyRule): string =>
	JSON.stringify([
		rule.verbs,
		rule.apiGroups ?? [],
		rule.resources ?? [],
		rule.resourceNames ?? [],
		rule.nonResourceURLs ?? [],
	]);
