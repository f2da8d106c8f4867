/** What every installation begins with: in #general everyone reads, in #ops everyone has their own rights. */
export const firstConfiguration = `# What runs where, and with whose rights. The keys are Botkube's; console channels are ours.
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
  default:
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
