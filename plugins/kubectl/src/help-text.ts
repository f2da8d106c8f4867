/** What `help kubectl` answers. */
export const helpText = `Runs kubectl in the cluster, with the rights this channel lends you.

Usage:
  kubectl [command] [TYPE] [NAME] [flags]

Examples:
  kubectl get pods -n shop
  kubectl describe deployment/web
  kubectl logs -f deployment/web
  kubectl rollout restart deployment/web

Without -n or -A a command runs in the default namespace of the configuration.
Not available: ${["edit", "attach", "port-forward", "proxy", "debug", "completion", "replace", "wait", "kustomize", "plugin", "config", "cp"].join(", ")};
flags that choose another server, user or credentials; flags that read files.
Run "kubectl options" for flags of every command.
`;
