export { countKept } from "./count-kept.ts";
export {
	type DebianArchive,
	hasDebianTools,
	startDebianArchive,
} from "./debian-archive.ts";
export { eachPostgres, type TestedPostgres } from "./each-postgres.ts";
export { expectRecorded } from "./expect-recorded.ts";
export { freshDatabase } from "./fresh-database.ts";
export { createHandClock, type HandClock } from "./hand-clock.ts";
export { type Ending, tempDir } from "./temp-dir.ts";
export {
	createTestCertificates,
	testCertificates,
} from "./test-certificates.ts";
export {
	testEnvironment,
	testVariables,
} from "./test-environment.ts";
export { testKubectl } from "./test-kubectl.ts";
export {
	startTestNats,
	testNats,
	testNatsBinary,
} from "./test-nats.ts";
export { testOldKubectl } from "./test-old-kubectl.ts";
export { startThrowawayPostgres } from "./test-postgres.ts";
export { until } from "./until.ts";
