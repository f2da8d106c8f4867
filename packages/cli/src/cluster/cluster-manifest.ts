import type { Identities } from "./ceiling-file.ts";

/**
 * The rights that people need in a cluster before they can work there: who may read (channel #general), and what one
 * person may do with rights of their own (channel #ops).
 */
export function peopleManifest(email: string): string {
	return `# Everyone who runs commands in #general may read (the cluster role "view", which shows no secrets).
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, name: quarterdeck-readers, apiGroup: rbac.authorization.k8s.io}]
---
# In #ops everyone has their own rights; this person may edit.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-first-person}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: User, name: ${JSON.stringify(email)}, apiGroup: rbac.authorization.k8s.io}]
`;
}

/**
 * A service account for the agent, which may impersonate the given identities and do nothing else. No control plane can go beyond
 * these rights. Kubernetes knows no patterns: where a name depends on who speaks, the ceiling file is the limit.
 */
export function agentManifest({
	users,
	groups,
}: Omit<Identities, "anonymous">): string {
	return `# The agent may impersonate people, and do nothing else.
apiVersion: v1
kind: Namespace
metadata: {name: quarterdeck}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: agent, namespace: quarterdeck}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: quarterdeck-agent}
rules:
${impersonate("users", users)}
${impersonate("groups", groups)}
- {apiGroups: [""], resources: [namespaces], resourceNames: [kube-system], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-agent}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: quarterdeck-agent}
subjects: [{kind: ServiceAccount, name: agent, namespace: quarterdeck}]
`;
}

function impersonate(
	resource: "users" | "groups",
	names: readonly string[],
): string {
	const rule = `apiGroups: [""], resources: [${resource}], verbs: [impersonate]`;
	if (names.length === 0)
		return `# No ${resource}: the configuration maps to none.`;
	return names.some((name) => name.includes("*"))
		? `# Any ${resource}, because ${names
				.filter((name) => name.includes("*"))
				.map((name) => JSON.stringify(name))
				.join(
					", ",
				)} depends on who speaks: give the agent a ceiling file too (qd cluster ceiling).\n- {${rule}}`
		: `- {${rule}, resourceNames: ${JSON.stringify(names)}}`;
}
