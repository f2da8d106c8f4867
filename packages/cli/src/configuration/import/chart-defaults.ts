/** How reports name what stands in no file of the user's. */
export const chartDefaultsName = "chart defaults";

/** Groups, aliases and actions that Botkube's chart 1.14 defines unless values say otherwise: what people's files build on and bind. */
export const chartDefaults = `
aliases:
  kc: {command: kubectl, displayName: Kubectl alias}
  k: {command: kubectl, displayName: Kubectl alias}
actions:
  describe-created-resource:
    enabled: false
    displayName: Describe created resource
    command: "kubectl describe {{ .Event.Kind | lower }}{{ if .Event.Namespace }} -n {{ .Event.Namespace }}{{ end }} {{ .Event.Name }}"
    bindings: {sources: [k8s-create-events], executors: [k8s-default-tools]}
  show-logs-on-error:
    enabled: false
    displayName: Show logs on error
    command: "kubectl logs {{ .Event.Kind | lower }}/{{ .Event.Name }} -n {{ .Event.Namespace }}"
    bindings: {sources: [k8s-err-with-logs-events], executors: [k8s-default-tools]}
sources:
  k8s-recommendation-events:
    displayName: Kubernetes Recommendations
    botkube/kubernetes:
      enabled: true
      context: &context {rbac: {group: {type: Static, prefix: "", static: {values: [botkube-plugins-default]}}}}
      config:
        namespaces: &everywhere {include: [".*"]}
        recommendations:
          pod: {noLatestImageTag: true, labelsSet: true}
          ingress: {backendServiceValid: true, tlsSecretValid: true}
  k8s-all-events:
    displayName: Kubernetes Info
    botkube/kubernetes:
      enabled: true
      context: *context
      config:
        filters: {objectAnnotationChecker: true, nodeEventsChecker: true}
        namespaces: *everywhere
        event: {types: [create, delete, error]}
        resources:
          - type: v1/pods
          - type: v1/services
          - type: networking.k8s.io/v1/ingresses
          - &nodes {type: v1/nodes, event: {message: {exclude: [".*nf_conntrack_buckets.*"]}}}
          - type: v1/namespaces
          - type: v1/persistentvolumes
          - type: v1/persistentvolumeclaims
          - type: v1/configmaps
          - type: rbac.authorization.k8s.io/v1/roles
          - type: rbac.authorization.k8s.io/v1/rolebindings
          - type: rbac.authorization.k8s.io/v1/clusterrolebindings
          - type: rbac.authorization.k8s.io/v1/clusterroles
          - type: apps/v1/daemonsets
            event: &changes {types: [create, update, delete, error]}
            updateSetting: {includeDiff: true, fields: ["spec.template.spec.containers[*].image", status.numberReady]}
          - type: batch/v1/jobs
            event: *changes
            updateSetting: {includeDiff: true, fields: ["spec.template.spec.containers[*].image", "status.conditions[*].type"]}
          - type: apps/v1/deployments
            event: *changes
            updateSetting: {includeDiff: true, fields: ["spec.template.spec.containers[*].image", status.availableReplicas]}
          - type: apps/v1/statefulsets
            event: *changes
            updateSetting: {includeDiff: true, fields: ["spec.template.spec.containers[*].image", status.readyReplicas]}
  k8s-err-events:
    displayName: Kubernetes Errors
    botkube/kubernetes:
      enabled: true
      context: *context
      config:
        namespaces: *everywhere
        event: {types: [error]}
        resources:
          - type: v1/pods
          - type: v1/services
          - type: networking.k8s.io/v1/ingresses
          - *nodes
          - type: v1/namespaces
          - type: v1/persistentvolumes
          - type: v1/persistentvolumeclaims
          - type: v1/configmaps
          - type: rbac.authorization.k8s.io/v1/roles
          - type: rbac.authorization.k8s.io/v1/rolebindings
          - type: rbac.authorization.k8s.io/v1/clusterrolebindings
          - type: rbac.authorization.k8s.io/v1/clusterroles
          - type: apps/v1/deployments
          - type: apps/v1/statefulsets
          - type: apps/v1/daemonsets
          - type: batch/v1/jobs
  k8s-err-with-logs-events:
    displayName: Kubernetes Errors for resources with logs
    botkube/kubernetes:
      enabled: true
      context: *context
      config:
        namespaces: *everywhere
        event: {types: [error]}
        resources: [{type: v1/pods}, {type: apps/v1/deployments}, {type: apps/v1/statefulsets}, {type: apps/v1/daemonsets}, {type: batch/v1/jobs}]
  k8s-create-events:
    displayName: Kubernetes Resource Created Events
    botkube/kubernetes:
      enabled: true
      context: *context
      config:
        namespaces: *everywhere
        event: {types: [create]}
        resources: [{type: v1/pods}, {type: v1/services}, {type: networking.k8s.io/v1/ingresses}, {type: v1/nodes}, {type: v1/namespaces}, {type: v1/configmaps}, {type: apps/v1/deployments}, {type: apps/v1/statefulsets}, {type: apps/v1/daemonsets}, {type: batch/v1/jobs}]
executors:
  k8s-default-tools:
    botkube/kubectl:
      enabled: false
      config: {defaultNamespace: default}
      context: *context
    botkubeExtra/helm:
      enabled: false
      config: {defaultNamespace: default, helmDriver: secret, helmConfigDir: /tmp/helm/, helmCacheDir: /tmp/helm/.cache}
      context: *context
communications:
  default-group:
    socketSlack:
      enabled: false
      channels:
        default: {name: SLACK_CHANNEL, bindings: &bindings {executors: [k8s-default-tools], sources: [k8s-err-events, k8s-recommendation-events]}}
    mattermost:
      enabled: false
      botName: Botkube
      channels:
        default: {name: MATTERMOST_CHANNEL, notification: {disabled: false}, bindings: *bindings}
    discord:
      enabled: false
      channels:
        default: {id: DISCORD_CHANNEL_ID, notification: {disabled: false}, bindings: *bindings}
    elasticsearch:
      enabled: false
      awsSigning: {enabled: false, awsRegion: us-east-1, roleArn: ""}
      skipTLSVerify: false
      indices:
        default: {name: botkube, type: botkube-event, shards: 1, replicas: 0, bindings: &sink {sources: [k8s-err-events, k8s-recommendation-events]}}
    webhook: {enabled: false, bindings: *sink}
    pagerDuty: {enabled: false, bindings: *sink}
`;
