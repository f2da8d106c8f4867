export { type Ceiling, openCeiling } from "./ceiling.ts";
export { directLoan, type OwnCredentials } from "./direct-loan.ts";
export type { GateMeter } from "./forward-request.ts";
export {
	type Gate,
	type GateDeps,
	type LoanRequest,
	startGate,
} from "./gate.ts";
export type { Identity } from "./identity.ts";
export type { Loan } from "./loan.ts";
export { mapIdentity, type RunOrigin } from "./map-identity.ts";
export { readCeiling } from "./read-ceiling.ts";
export type { Upstream, UpstreamRequest } from "./upstream.ts";
