export {
	type AccountPublisher,
	type AccountPublisherRequest,
	type BusAccountRequest,
	createAccountPublisher,
	withRevocation,
} from "./accounts/create-account-publisher.ts";
export {
	type AgentLink,
	type AgentLinkRequest,
	type AgentLinkSettings,
	connectAgentLink,
} from "./agent/connect-agent-link.ts";
export { connectEnrolment, type Enrolment } from "./agent/connect-enrolment.ts";
export {
	defaultOrganisationLimits,
	type OrganisationLimits,
	type Revocations,
} from "./auth/bus-account-claims.ts";
export {
	type BusKeys,
	busKeysSchema,
	type ControlPlaneKeys,
	controlPlaneKeys,
	controlPlaneKeysSchema,
	createBusKeys,
	type ServerJwts,
	serverJwts,
} from "./auth/bus-keys.ts";
export {
	type BusCredential,
	formatCredsFile,
	parseCredsFile,
} from "./auth/creds-file.ts";
export {
	decodeJwt,
	type JwtClaims,
	jwtLifetimeMs,
	signJwt,
	verifyJwt,
} from "./auth/jwt.ts";
export {
	createNkey,
	isPublicKey,
	type Nkey,
	type NkeyKind,
	nkeyFromSeed,
	publicKey,
} from "./auth/nkey.ts";
export {
	agentJwt,
	createOrganisationKeys,
	enrolmentCredential,
	isInst,
	type OrganisationKeys,
	organisationBusAccountJwt,
	organisationKeysSchema,
} from "./auth/organisation-keys.ts";
export {
	type AnswerOptions,
	type Bus,
	type BusInfo,
	type BusRequest,
	connectBus,
} from "./bus/connect-bus.ts";
export type { BackoffSettings } from "./connection/backoff.ts";
export type { ConnectionState } from "./connection/connection-state.ts";
export {
	type ConnectionLimiter,
	type ConnectionLimiterRequest,
	createConnectionLimiter,
} from "./connection-limiter/create-connection-limiter.ts";
export type { AgentConnection } from "./connection-limiter/server-events.ts";
export { type CountingMeter, createCountingMeter } from "./counting-meter.ts";
export { createWireMeter } from "./create-wire-meter.ts";
export { receiveEvents } from "./events/receive-events.ts";
export { createEventSender, type EventSender } from "./events/send-events.ts";
export { type DropReason, silentMeter, type WireMeter } from "./meter.ts";
export type { AgentAddress, OrderOptions } from "./orders/order-caller.ts";
export {
	OrderDeadline,
	OrderStopped,
	OrderUnanswered,
	type StopReason,
} from "./orders/order-errors.ts";
export type { OrderHandler, ReceivedOrder } from "./orders/received-order.ts";
export {
	type ListenAddress,
	type OperatorServer,
	operatorServerConfig,
} from "./server/operator-server-config.ts";
export {
	checkServerVersion,
	serverVersionWarning,
} from "./server/server-version.ts";
