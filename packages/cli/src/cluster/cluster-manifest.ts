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
 * A service account for the agent, which may impersonate and do nothing else. No control plane can go beyond these
 * rights.
 */
export const agentManifest = `# The agent may impersonate people, and do nothing else.
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
- {apiGroups: [""], resources: [users, groups], verbs: [impersonate]}
- {apiGroups: [""], resources: [namespaces], resourceNames: [kube-system], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-agent}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: quarterdeck-agent}
subjects: [{kind: ServiceAccount, name: agent, namespace: quarterdeck}]
`;
