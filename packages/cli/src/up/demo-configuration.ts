/** The configuration a demo begins with: in #general everyone reads, in #ops everyone has their own rights. */
export const demoConfiguration = `# What runs where, and with whose rights. The keys are Botkube's; console channels are ours.
# Change it and put it in force with: qd config apply FILE
aliases:
  k:
    command: kubectl
  pods:
    command: kubectl get pods

executors:
  kubectl-read:
    displayName: kubectl, reading only
    botkube/kubectl:
      enabled: true
      config:
        defaultNamespace: default
      context:
        rbac:
          group:
            type: Static
            static:
              values: [quarterdeck-readers]
  kubectl-own-rights:
    displayName: kubectl with your own rights
    botkube/kubectl:
      enabled: true
      config:
        defaultNamespace: default
      context:
        rbac:
          user:
            type: Email

communications:
  house:
    console:
      enabled: true
      channels:
        general:
          name: general
          bindings:
            executors: [kubectl-read]
        ops:
          name: ops
          bindings:
            executors: [kubectl-own-rights]
`;

/** The configuration for a person's own cluster: one channel, reading only, through a group they can bind as they like. */
export const firstConfiguration = demoConfiguration;

/**
 * What the cluster itself must say: who may read, what the first person may do, and that the agent may impersonate
 * but not read or write by itself. The agent's rights are a ceiling that no control plane can lift.
 */
export function clusterManifest(email: string): string {
	return `apiVersion: v1
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
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, name: quarterdeck-readers, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: quarterdeck-first-person}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: User, name: ${JSON.stringify(email)}, apiGroup: rbac.authorization.k8s.io}]
`;
}
