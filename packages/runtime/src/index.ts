export { assignedUids, type UidRange } from "./assigned-uids.ts";
export type { Certificate } from "./certificates/certificate.ts";
export {
	createCertificateAuthority,
	createServerCertificate,
} from "./certificates/certificate-authority.ts";
export { readCertificates } from "./certificates/read-certificates.ts";
export { createSelfSignedCertificate } from "./certificates/self-signed-certificate.ts";
export {
	type Clock,
	pause,
	systemClock,
	type Timer,
	traceInstant,
} from "./clock.ts";
export { coalesced } from "./coalesced.ts";
export { connectionsAtMost } from "./connections-at-most.ts";
export { createEarlyEnd, type EarlyEnd } from "./early-end.ts";
export { type Environment, readEnvironment } from "./environment.ts";
export {
	createHealth,
	type Health,
	type HealthReport,
	type PartHealth,
} from "./health.ts";
export { hostName } from "./host-name.ts";
export {
	closeInheritedDescriptors,
	inheritedDescriptors,
} from "./inherited-descriptors.ts";
export type { Job, JobReport } from "./jobs/job.ts";
export {
	createJobRunner,
	type JobRunner,
	type RunningJob,
} from "./jobs/job-runner.ts";
export { jobsUnderLease } from "./jobs/jobs-under-lease.ts";
export type { Lease, Leases } from "./lease.ts";
export {
	createLife,
	type Life,
	type Living,
	superviseProcess,
} from "./life.ts";
export { listenOnSocket } from "./listen-on-socket.ts";
export {
	type FoundSecret,
	type LocalSecretReference,
	maxSecretBytes,
	readLocalSecret,
	secretTextOf,
} from "./local-secrets.ts";
export {
	createLog,
	describeError,
	type Facts,
	type Log,
	type LogLevel,
	logFields,
	logLevels,
	silentLog,
} from "./log.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { createNewId, type NewId } from "./new-id.ts";
export {
	type OperationsServer,
	startOperationsServer,
} from "./operations-server.ts";
export type { DeadJob, FactHandler, Outbox } from "./outbox.ts";
export { removeTree } from "./remove-tree.ts";
export { createReportError, type ReportError } from "./report-error.ts";
export {
	readSettings,
	SettingsError,
	type SettingsSources,
} from "./settings.ts";
export { shedVariable } from "./shed-variable.ts";
export type { SignalChannel, Signals } from "./signals.ts";
export { createTokenBuckets, type TokenBuckets } from "./token-buckets.ts";
export {
	beginSpan,
	inSpan,
	recordSpan,
	type Span,
} from "./trace/span.ts";
export { traceToFile } from "./trace/trace-to-file.ts";
export type { Transact, Transaction } from "./transaction.ts";
export { boundWaitingConnections } from "./waiting-connections.ts";
