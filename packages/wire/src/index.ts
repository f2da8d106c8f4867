export {
	type AccountPublisher,
	createAccountPublisher,
	withRevocation,
} from "./accounts/create-account-publisher.ts";
export {
	type AgentLink,
	connectAgentLink,
} from "./agent/connect-agent-link.ts";
export { connectEnrolment } from "./agent/connect-enrolment.ts";

export {
	type ControlPlaneKeys,
	controlPlaneKeys,
	controlPlaneKeysSchema,
	createBusKeys,
	serverJwts,
} from "./auth/bus-keys.ts";
export type { BusCredential } from "./auth/creds-file.ts";
export { jwtLifetimeMs } from "./auth/jwt.ts";
export {
	createNkey,
	publicKey,
} from "./auth/nkey.ts";
export {
	agentJwt,
	createOrderSeed,
	createOrganisationKeys,
	enrolmentCredential,
	type OrganisationKeys,
	orderKeysOf,
	orderSignerOf,
	organisationKeysSchema,
} from "./auth/organisation-keys.ts";
export {
	type Bus,
	connectBus,
} from "./bus/connect-bus.ts";
export {
	type BusTrust,
	busTrust,
	isUsableAddress,
	normalAuthorities,
} from "./connection/bus-trust.ts";
export type { ConnectionState } from "./connection/connection-state.ts";
export { createConnectionLimiter } from "./connection-limiter/create-connection-limiter.ts";
export { createWireMeter } from "./create-wire-meter.ts";
export { receiveEvents } from "./events/receive-events.ts";
export { createEventSender } from "./events/send-events.ts";

export type { AgentAddress } from "./orders/order-caller.ts";
export {
	OrderDeadline,
	OrderUnanswered,
} from "./orders/order-errors.ts";
export type { OrderHandler } from "./orders/received-order.ts";
export { operatorServerConfig } from "./server/operator-server-config.ts";
