/**
 * What a cluster must say before people can work in it: who may read (channel #general), and what one person may do with
 * rights of their own (channel #ops). Nobody gets anything else; take away what you do not want.
 */
export function peopleManifest(email: string): string {
	return `# Everybody who speaks in #general may look (the cluster's own role "view", which shows no secrets).
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, name: quarterdeck-readers, apiGroup: rbac.authorization.k8s.io}]
---
# In #ops everybody has their own rights; this person may edit.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-first-person}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: User, name: ${JSON.stringify(email)}, apiGroup: rbac.authorization.k8s.io}]
`;
}

/**
 * A service account for the agent: it may impersonate, and neither read nor write by itself. These rights are a ceiling
 * that no control plane can lift.
 */
export const agentManifest = `# The agent: it may act in the name of people, and do nothing in its own.
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
