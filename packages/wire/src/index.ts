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
} from "./auth/account-claims.ts";
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
	organisationAccountJwt,
	organisationKeysSchema,
} from "./auth/organisation-keys.ts";
export {
	type Bus,
	type BusInfo,
	type BusRequest,
	connectBus,
} from "./bus/connect-bus.ts";
export { type CountingMeter, createCountingMeter } from "./counting-meter.ts";
export { createWireMeter } from "./create-wire-meter.ts";
export type { BackoffSettings } from "./line/backoff.ts";
export type { LineState } from "./line/line-state.ts";
export { type DropReason, silentMeter, type WireMeter } from "./meter.ts";
export {
	type AccountRequest,
	createOperatorDesk,
	type OperatorDesk,
	type OperatorDeskRequest,
	withRevocation,
} from "./operator/create-operator-desk.ts";
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
export {
	createWarden,
	type Warden,
	type WardenRequest,
} from "./warden/create-warden.ts";
export type { AgentConnection } from "./warden/server-events.ts";
