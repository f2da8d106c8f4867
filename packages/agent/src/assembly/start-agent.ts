import {
	type Clock,
	createMetrics,
	type Environment,
	type Life,
	type Log,
} from "@quarterdeck/runtime";
import packageJson from "../../package.json" with { type: "json" };
import { claimFolder } from "../plumbing/disk/claim-folder.ts";
import { createDiskCredentialStore } from "../rooms/credential/credential.wiring.ts";
import { readCeiling } from "../rooms/gate/index.ts";
import type { Settings } from "../settings.ts";
import { orPlainError } from "./plain-error.ts";
import { startCluster } from "./start-cluster.ts";
import { startLeading } from "./start-leading.ts";
import { startOperations } from "./start-operations.ts";

/** The whole agent: resolves when it takes orders, and has said so on its standard output. */
export async function startAgent(parts: {
	readonly settings: Settings;
	readonly environment: Environment;
	readonly installation: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly life: Life;
}): Promise<void> {
	const { settings, environment, installation, clock, log, life } = parts;
	const metrics = createMetrics();
	const store = createDiskCredentialStore(settings.stateDir);
	const claim = orPlainError(() => claimFolder(settings.stateDir));
	life.atEnd("state folder", () => claim.release());
	const ceiling = orPlainError(() => readCeiling(settings.ceilingFile));
	const { api, inventory } = await startCluster({
		settings,
		environment,
		clock,
		log,
		metrics,
		life,
	});
	const { credential, link, plugins } = await startLeading({
		settings,
		environment,
		installation,
		agentVersion: packageJson.version,
		ceiling,
		api,
		inventory,
		store,
		signal: new AbortController().signal,
		clock,
		log,
		metrics,
		life,
	});
	const operations = await startOperations({
		settings,
		link,
		inventory,
		plugins,
		metrics,
		life,
	});
	const { agentId: agent, clusterName: cluster } = credential;
	const ready = { ready: true, agent, cluster, ...operations };
	process.stdout.write(`${JSON.stringify(ready)}\n`);
}
