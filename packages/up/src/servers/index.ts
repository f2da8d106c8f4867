export { canFetchPrograms } from "./can-fetch-programs.ts";
export { isAtLeast } from "./compare-versions.ts";
export { startEmbeddedPostgres } from "./embedded-postgres.ts";
export { freePort, isPortFree } from "./free-port.ts";
export { lockFile } from "./lock-file.ts";
export {
	type RunningNatsServer,
	startNatsServer,
} from "./nats-server.ts";
export {
	type RunningPostgres,
	startPostgresServer,
} from "./postgres-server.ts";
export { provideDebianPostgres } from "./provide-debian-postgres.ts";
export { kubectlMinimum, provideKubectl } from "./provide-kubectl.ts";
export {
	natsServerAdvised,
	natsServerMinimum,
	provideNatsServer,
} from "./provide-nats-server.ts";
export type { ProvidedProgram, ProvideOptions } from "./provide-program.ts";
export { SetupError } from "./setup-error.ts";
export {
	type ProcessEnd,
	startTiedProcess,
	type TiedProcess,
} from "./tied-process.ts";
export { unpackDebianPackage } from "./unpack-debian-package.ts";
