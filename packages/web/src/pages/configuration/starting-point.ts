/** What a first configuration may look like: everybody reads in every cluster, from one channel of the console. */
export const startingPoint = `# Who may run what, and where it is said.
executors:
  reads:
    botkube/kubectl:
      enabled: true
      context:
        rbac:
          # Everybody acts as this group of the cluster: bind it to what they may do there.
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
