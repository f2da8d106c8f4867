/** What every installation begins with: in #general everyone reads, in #ops everyone has their own rights. */
export const firstConfiguration = `# Which plugins run in which channel, and with whose rights. The keys are those of Botkube, except console channels.
# To change it, edit a copy and run: qd config apply FILE
aliases:
  k:
    command: kubectl
  pods:
    command: kubectl get pods

executors:
  kubectl-read:
    displayName: kubectl, read-only
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
