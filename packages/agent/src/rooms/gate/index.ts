export {
	allowedWeakenings,
	type Ceiling,
	defaultCeiling,
	enforceCeiling,
	enforceSettings,
} from "./ceiling.ts";
export { identityHeaders } from "./clean-request.ts";
export { directLoan, type OwnCredentials } from "./direct-loan.ts";
export { type Gate, startGate } from "./gate.ts";
export type { Loan } from "./loan.ts";
export { mapIdentity } from "./map-identity.ts";
export { readCeiling } from "./read-ceiling.ts";
export {
	isTooSlow,
	refusesCredential,
	retrySeconds,
	whyNoAnswer,
} from "./why-no-answer.ts";
