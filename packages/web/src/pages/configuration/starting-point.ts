/** What a first configuration may look like: everybody reads in every cluster, from one channel of the console. */
export const startingPoint = `# Who may run what, and where.
executors:
  reads:
    botkube/kubectl:
      enabled: true
      context:
        rbac:
          # Everyone acts as this Kubernetes group: bind it to a role in the cluster.
          group:
            type: Static
            static:
              values: [readers]
communications:
  house:
    console:
      channels:
        general:
          name: general
          bindings:
            executors: [reads]
`;
