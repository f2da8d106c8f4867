export { canFetchPrograms } from "./can-fetch-programs.ts";
export { isAtLeast } from "./compare-versions.ts";
export {
	type EmbeddedPostgresOptions,
	startEmbeddedPostgres,
} from "./embedded-postgres.ts";
export { freePort, isPortFree } from "./free-port.ts";
export { type FileLock, lockFile } from "./lock-file.ts";
export {
	type NatsAddresses,
	type NatsServerOptions,
	type RunningNatsServer,
	startNatsServer,
} from "./nats-server.ts";
export {
	type PostgresServerOptions,
	type RunningPostgres,
	startPostgresServer,
} from "./postgres-server.ts";
export {
	type PostgresBinaries,
	type ProvideDebianPostgresOptions,
	provideDebianPostgres,
} from "./provide-debian-postgres.ts";
export { kubectlMinimum, provideKubectl } from "./provide-kubectl.ts";
export {
	natsServerAdvised,
	natsServerMinimum,
	type ProvideNatsServerOptions,
	provideNatsServer,
} from "./provide-nats-server.ts";
export type { ProvidedProgram, ProvideOptions } from "./provide-program.ts";
export { SetupError } from "./setup-error.ts";
export {
	type ProcessEnd,
	startTiedProcess,
	type TiedProcess,
	type TiedProcessOptions,
} from "./tied-process.ts";
export {
	type UnpackedPackage,
	unpackDebianPackage,
} from "./unpack-debian-package.ts";
