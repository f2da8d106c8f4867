import {
	startThrowawayPostgres,
	tempDir,
	testKubectl,
	testNatsBinary,
	testVariables,
} from "@quarterdeck/testkit";
import { testChromium } from "@quarterdeck/testkit/browser";

/** The servers of one test run. */
export interface TestServers {
	/** What a test file's process is given to find them. */
	readonly env: Readonly<Record<string, string>>;
	stop(): Promise<void>;
}

/**
 * Fetches what the machine lacks and starts the databases, once for the whole run; nats-server, kubectl and Chromium
 * are started by the test files themselves, which is cheap. Without Chromium the tests that need it are skipped.
 * @throws SetupError saying what to install.
 */
export async function startTestServers(): Promise<TestServers> {
	const natsServer = await testNatsBinary();
	const kubectl = await testKubectl();
	const chromium = await testChromium();
	const embedded = await startThrowawayPostgres("embedded", tempDir());
	try {
		const debian = await startThrowawayPostgres("debian", tempDir());
		return {
			env: {
				[testVariables.natsServer]: natsServer,
				[testVariables.kubectl]: kubectl,
				[testVariables.chromium]: JSON.stringify(chromium),
				[testVariables.embeddedPostgres]: embedded.url,
				[testVariables.debianPostgres]: debian.url,
			},
			async stop() {
				await Promise.all([embedded.kill(), debian.kill()]);
			},
		};
	} catch (error) {
		await embedded.kill();
		throw error;
	}
}
