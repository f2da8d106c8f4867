import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
	assignedUids,
	type Clock,
	type Environment,
	type Life,
	type Log,
} from "@quarterdeck/runtime";
import { serviceAccountDir } from "../plumbing/kube/in-cluster-access.ts";
import { findCellGroups } from "../plumbing/process/cell-group.ts";
import type { CellGate } from "../plumbing/process/cell-network.ts";
import { openClaimFolder } from "../plumbing/process/claim-uid.ts";
import { openRunFolder } from "../plumbing/process/run-folder.ts";
import { findSandbox, openSandbox } from "../plumbing/process/sandbox.ts";
import { createUidPool, type UidPool } from "../plumbing/process/uid-pool.ts";
import { credentialFile } from "../rooms/credential/credential.wiring.ts";
import type { Ceiling } from "../rooms/gate/index.ts";
import { createPluginStore } from "../rooms/plugin-store/index.ts";
import {
	createPluginSources,
	createPlugins,
	createResolveProgram,
	type Installation,
	type PluginSources,
	type Plugins,
} from "../rooms/plugins/index.ts";
import type { Settings } from "../settings.ts";
import type { Meters } from "./meters.ts";
import { orPlainError, plainError } from "./plain-error.ts";

/** The plugins: those that run commands, and those that report events. */
export interface AllPlugins {
	readonly plugins: Plugins;
	readonly sources: PluginSources;
}

/** The plugins, in the strongest sandbox this machine allows. */
export async function startPlugins(parts: {
	readonly settings: Pick<
		Settings,
		| "execPrograms"
		| "helm"
		| "kubectl"
		| "pluginDir"
		| "pluginDiskBytes"
		| "pluginIdleSeconds"
		| "pluginMemoryBytes"
		| "pluginUidCount"
		| "pluginUidFirst"
		| "runDir"
		| "stateDir"
	>;
	readonly environment: Environment;
	/** Files and folders with credentials, which no plugin may read. */
	readonly clusterSecretFiles: readonly string[];
	/** Where this program is installed; the plugins lie in it, when it is laid out as a checkout is. */
	readonly installation: Installation;
	readonly ceiling: Pick<Ceiling, "network" | "unsandboxed" | "unverified">;
	/** Where plugins reach the API server; its port is known before the first plugin starts. */
	readonly gate: CellGate;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: Meters["plugins"];
	readonly life: Life;
}): Promise<AllPlugins> {
	const { settings, environment, installation, clock, log, meter, life } =
		parts;
	const { pluginDir, stateDir } = settings;
	const { runDir } = settings;
	const runFolder = orPlainError(() => openRunFolder({ runDir, stateDir }));
	life.atEnd("plugin folders", () => runFolder.remove());
	const groups = await findCellGroups(clock);
	if ("problem" in groups)
		log.info("the memory of plugins is watched, not bounded by the kernel", {
			reason: groups.problem,
		});
	const options = {
		runFolder,
		groups: "problem" in groups ? undefined : groups,
		gate: parts.gate,
		diskBytes: settings.pluginDiskBytes,
		uids:
			process.getuid?.() === 0
				? await openUids(settings, runFolder.path, log)
				: undefined,
		secrets: [
			credentialFile(stateDir),
			join(serviceAccountDir, "token"),
			...parts.clusterSecretFiles,
		],
	};
	const strongest = await findSandbox(options);
	if (strongest.kind === "none")
		log.warn("this machine offers no sandbox for plugins", {
			reason: strongest.weakness,
		});
	else log.info("plugins run in a sandbox", { kind: strongest.kind });
	if (strongest.gap)
		log.warn("the sandbox of plugins has a gap", { reason: strongest.gap });
	const store = createPluginStore({
		cacheDir: pluginDir,
		mayUseUnverified: parts.ceiling.unverified,
		clock,
		log: log.child({ room: "plugin-store" }),
	});
	const common = {
		resolve: createResolveProgram({
			node: process.execPath,
			installation: existsSync(join(installation.folder, "plugins"))
				? installation
				: undefined,
			kubectl: settings.kubectl ?? findInPath("kubectl", environment),
			helm: settings.helm ?? findInPath("helm", environment),
			execPrograms: settings.execPrograms,
			pluginDir,
			repositories: store,
		}),
		sandboxes: { strongest, open: openSandbox(options) },
		mayRunUnsandboxed: parts.ceiling.unsandboxed,
		allowance: {
			memoryBytes: settings.pluginMemoryBytes,
			network: parts.ceiling.network,
		},
		clock,
		log: log.child({ room: "plugins" }),
		meter,
	};
	const plugins = await life.start("plugins", () =>
		createPlugins({
			...common,
			useRepositories: store.use,
			idleMs: settings.pluginIdleSeconds * 1000,
		}),
	);
	const sources = await life.start("source plugins", () =>
		createPluginSources(common),
	);
	return { plugins, sources };
}

/** @throws Error when a uid of the range is somebody's: a cell must not run as somebody, nor somebody's processes be ended as its. */
async function openUids(
	settings: Pick<Settings, "pluginUidCount" | "pluginUidFirst">,
	agent: string,
	log: Log,
): Promise<UidPool> {
	const { pluginUidFirst: first, pluginUidCount: count } = settings;
	const [taken] = await assignedUids({ first, count });
	if (taken !== undefined)
		throw plainError(
			new Error(
				`the uids ${first}–${first + count - 1} for plugins are not free: ${taken}. Choose others with --plugin-uid-first and --plugin-uid-count`,
			),
		);
	return createUidPool({
		firstUid: first,
		uidCount: count,
		claimFolder: orPlainError(() => openClaimFolder()),
		agent,
		onStranger: (found) =>
			log.warn(
				"a uid for plugins is not used: a process has it that no agent started. Choose others with --plugin-uid-first",
				found,
			),
	});
}

function findInPath(
	name: string,
	{ PATH = "" }: Environment,
): string | undefined {
	return PATH.split(delimiter)
		.map((folder) => join(folder, name))
		.find((file) => file.startsWith("/") && existsSync(file));
}
