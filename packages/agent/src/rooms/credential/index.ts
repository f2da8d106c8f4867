export type { AgentCredential, JoinedCredential } from "./agent-credential.ts";
export type { CredentialStore } from "./credential-store.ts";
export type { CredentialRenewal } from "./renew-credential.job.ts";
