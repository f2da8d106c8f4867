import type { Heartbeat } from "@quarterdeck/contract";

/** How the API server stands, as heartbeats tell it. */
export type KubernetesState = Heartbeat["kubernetes"];
