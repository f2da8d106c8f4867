import { commands } from "./helm-rules.ts";

/** What `help helm` answers. */
export const helpText = `Runs helm in the cluster, with the rights this channel lends you.

Usage:
  helm [command] [release] [flags]

Examples:
  helm list -A
  helm status web -n shop
  helm rollback web 3 -n shop
  helm upgrade web nginx --repo https://charts.example.com --set replicaCount=2

Commands: ${Object.keys(commands).join(", ")}
Without -n or -A a command runs in the default namespace of the configuration.
Not available: files of values (use --set), charts from files and OCI registries; flags that choose
another server, user or credentials.
`;
