export type { AgentCredential } from "./agent-credential.ts";
export type { CredentialStore } from "./credential-store.ts";
export { NotJoinedError } from "./join-fleet.ts";
export type { CredentialRenewal } from "./renew-credential.job.ts";
