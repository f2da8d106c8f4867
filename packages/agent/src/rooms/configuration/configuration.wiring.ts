export { createSecretObjects } from "./secret-objects.kube.ts";
