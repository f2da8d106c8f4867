import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readEnvironment } from "@quarterdeck/runtime";

/** The variables through which a test run hands its servers to the test files. */
export const testVariables = {
	natsServer: "QD_TEST_NATS_SERVER",
	kubectl: "QD_TEST_KUBECTL",
	chromium: "QD_TEST_CHROMIUM",
	embeddedPostgres: "QD_TEST_POSTGRES_URL",
	debianPostgres: "QD_TEST_DEBIAN_POSTGRES_URL",
	cacheDir: "QD_CACHE_DIR",
	updateRecorded: "QD_UPDATE_RECORDED",
} as const;

/** What the test run provides; a file run alone finds nothing here and starts its own. */
export interface TestEnvironment {
	readonly repositoryDir: string;
	readonly cacheDir: string;
	/** Path of the nats-server to run. */
	readonly natsServer: string | undefined;
	readonly kubectl: string | undefined;
	/** What `testChromium` answered, as JSON. */
	readonly chromium: string | undefined;
	/** URL of a running server, as a superuser. */
	readonly embeddedPostgres: string | undefined;
	readonly debianPostgres: string | undefined;
	/** Whether recorded files are written anew instead of compared. */
	readonly updateRecorded: boolean;
}

/** The only place where the tests' own variables are read. */
export function testEnvironment(): TestEnvironment {
	const env = readEnvironment();
	const repositoryDir = fileURLToPath(
		new URL("../../../", import.meta.url),
	).replace(/\/$/, "");
	return {
		repositoryDir,
		cacheDir: env[testVariables.cacheDir] ?? join(repositoryDir, ".cache"),
		natsServer: env[testVariables.natsServer],
		kubectl: env[testVariables.kubectl],
		chromium: env[testVariables.chromium],
		embeddedPostgres: env[testVariables.embeddedPostgres],
		debianPostgres: env[testVariables.debianPostgres],
		updateRecorded: env[testVariables.updateRecorded] === "1",
	};
}

/** Progress of fetching and starting servers, on standard error so that no reporter takes it for a result. */
export function sayProgress(line: string): void {
	process.stderr.write(`testkit: ${line}\n`);
}
