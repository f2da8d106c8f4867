/** The configuration most stories begin with: #general reads, #ops edits, #mine acts as who asks. */
export const fleetConfiguration = `
aliases:
  k: {command: kubectl}
executors:
  reads:
    botkube/kubectl:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
  edits:
    botkube/kubectl:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [editors]}}}}
  mine:
    botkube/kubectl:
      enabled: true
      context: {rbac: {user: {type: Email}, group: {type: ChannelName, prefix: "channel:"}}}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {executors: [reads]}}
        ops: {name: ops, bindings: {executors: [edits]}}
        mine: {name: mine, bindings: {executors: [mine]}}
`;
