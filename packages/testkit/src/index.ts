export {
	type ArchivePackage,
	type DebianArchive,
	hasDebianTools,
	startDebianArchive,
} from "./debian-archive.ts";
export { eachPostgres, type TestedPostgres } from "./each-postgres.ts";
export { expectRecorded } from "./expect-recorded.ts";
export {
	type FreshDatabase,
	type FreshDatabaseOptions,
	freshDatabase,
} from "./fresh-database.ts";
export { createHandClock, type HandClock } from "./hand-clock.ts";
export { type Ending, tempDir } from "./temp-dir.ts";
export {
	type TestEnvironment,
	testEnvironment,
	testVariables,
} from "./test-environment.ts";
export { testKubectl } from "./test-kubectl.ts";
export {
	startTestNats,
	type TestNatsOptions,
	testNats,
	testNatsBinary,
} from "./test-nats.ts";
export { testOldKubectl } from "./test-old-kubectl.ts";
export {
	type PostgresKind,
	startThrowawayPostgres,
	testPostgres,
} from "./test-postgres.ts";
export { type UntilOptions, until } from "./until.ts";
