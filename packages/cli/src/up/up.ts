import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type ApiClient, createApiClient } from "../api/api-client.ts";
import { CliFailure } from "../cli-failure.ts";
import type { UpOptions } from "../commands/up.ts";
import { exitCodes } from "../exit-codes.ts";
import {
	type HeldLock,
	holdLock,
	kubectlMinimum,
	type ProvidedProgram,
	provideKubectl,
} from "../servers/index.ts";
import { removeSession, writeSession } from "../session/session-file.ts";
import type { Surroundings } from "../surroundings.ts";
import { applyFirstConfiguration } from "./apply-first-configuration.ts";
import { cacheDirOf } from "./cache-dir.ts";
import { openPortBook } from "./choose-port.ts";
import { createEndings, type Endings } from "./endings.ts";
import { type Installation, installationIn } from "./installation.ts";
import { joinCluster } from "./join-cluster.ts";
import { provideClusters } from "./provide-clusters.ts";
import { startControlPlane } from "./start-control-plane.ts";
import {
	type GroundOptions,
	provideMasterKey,
	startBus,
	startDatabase,
} from "./start-ground.ts";

/**
 * Starts the whole system, tells how to use it, keeps it running until Ctrl-C, and stops all it started, last first.
 * State is kept in the state folder; with `ephemeral` in a temporary one that is removed.
 * @returns the exit code.
 */
export async function up(
	options: UpOptions,
	surroundings: Surroundings,
): Promise<number> {
	const { terminal } = surroundings;
	const beganMs = performance.now();
	const endings = createEndings(terminal);
	const interrupted = new Promise<void>((resolve) =>
		endings.add("signal", terminal.onInterrupt(resolve)),
	);
	process.once("SIGTERM", () => process.emit("SIGINT"));
	try {
		const started = start(options, surroundings, endings);
		const first = await Promise.race([started, interrupted]);
		if (first) {
			tellHowToUse(first, options, terminal.out, performance.now() - beganMs);
			await interrupted;
		} else started.catch(() => {});
		terminal.say("\nqd: stopping what was started\n");
		return exitCodes.done;
	} finally {
		await endings.all();
	}
}

interface Started {
	readonly url: string;
	readonly signInUrl: string | undefined;
	readonly busUrl: string;
	readonly clusters: readonly string[];
	readonly dir: string;
}

async function start(
	options: UpOptions,
	surroundings: Surroundings,
	endings: Endings,
): Promise<Started> {
	const say = (line: string) => surroundings.terminal.say(`qd: ${line}\n`);
	const installation = installationIn(
		openStateDir(options, surroundings, endings),
	);
	endings.add("lock", releaseOf(await lockInstallation(installation)));
	const cacheDir = cacheDirOf(surroundings);
	const ports = openPortBook(installation.ports);
	provideMasterKey(installation.masterKey);
	const ground: GroundOptions = {
		options,
		surroundings,
		installation,
		ports,
		cacheDir,
		say,
	};

	say("starting database, bus and clusters");
	const kubectl = provideKubectl({ cacheDir, minimum: kubectlMinimum, say });
	const providing = kubectl.then((found) =>
		provideClusters({ ...ground, kubectl: found }),
	);
	const [database, bus, clusters] = await endings.gather([
		startDatabase(ground),
		startBus(ground),
		providing,
	]);
	const controlPlane = await startControlPlane({
		...ground,
		databaseUrl: database.value,
		bus: bus.value,
	});
	endings.add("control plane", controlPlane.stop);
	const bootstrap = readBootstrap(installation.bootstrap);
	const api = createApiClient({
		url: controlPlane.url,
		token: bootstrap.apiToken,
	});
	await applyFirstConfiguration(api, say);
	await joinAll({
		...ground,
		api,
		kubectl: await kubectl,
		bus: bus.value,
		clusters: clusters.value,
		endings,
	});

	const sessionFile = surroundings.sessions.local;
	writeSession(sessionFile, {
		url: controlPlane.url,
		token: bootstrap.apiToken,
		email: options.email,
	});
	endings.add("session", () => removeSession(sessionFile));
	return {
		url: controlPlane.url,
		signInUrl: bootstrap.signInUrl,
		busUrl: bus.value.url,
		clusters: clusters.value.map(({ name }) => name),
		dir: installation.dir,
	};
}

async function joinAll(
	parts: GroundOptions & {
		readonly api: ApiClient;
		readonly kubectl: ProvidedProgram;
		readonly bus: { readonly url: string };
		readonly clusters: readonly Parameters<typeof joinCluster>[0]["cluster"][];
		readonly endings: Endings;
	},
): Promise<void> {
	parts.say(
		`connecting ${parts.clusters.map(({ name }) => name).join(" and ")}`,
	);
	await parts.endings.gather(
		parts.clusters.map(async (cluster) => {
			const agent = await joinCluster({
				...parts,
				cluster,
				busUrl: parts.bus.url,
			});
			return { value: cluster.name, stop: agent.stop };
		}),
	);
}

function openStateDir(
	options: UpOptions,
	surroundings: Surroundings,
	endings: Endings,
): string {
	if (!options.ephemeral) {
		mkdirSync(surroundings.stateDir, { recursive: true });
		chmodSync(surroundings.stateDir, stateDirMode);
		return surroundings.stateDir;
	}
	const dir = mkdtempSync(join(tmpdir(), "quarterdeck-"));
	chmodSync(dir, stateDirMode);
	endings.add("temporary state", () =>
		rmSync(dir, { recursive: true, force: true }),
	);
	return dir;
}

/** PostgreSQL does not run as root, and its own user must be able to pass through to its data; what lies beside is 0600 or 0700. */
const stateDirMode = process.getuid?.() === 0 ? 0o711 : 0o700;

async function lockInstallation(installation: Installation): Promise<HeldLock> {
	const lock = await holdLock({ file: installation.lock, waitSeconds: 0 });
	if (lock) return lock;
	throw new CliFailure(
		`Quarterdeck already runs on ${installation.dir}.\nUse it, stop it with Ctrl-C where it runs, or start another with: qd up --ephemeral`,
	);
}

function releaseOf(lock: HeldLock): () => Promise<void> {
	return () => lock.release();
}

const bootstrapSchema = z.object({
	apiToken: z.string(),
	signInUrl: z.string().optional(),
});

/** What the control plane left for its operator: the way in. */
function readBootstrap(file: string): z.output<typeof bootstrapSchema> {
	return bootstrapSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

function tellHowToUse(
	started: Started,
	options: UpOptions,
	out: (text: string) => void,
	tookMs: number,
): void {
	const names = started.clusters.join(",");
	const [first = "NAME"] = started.clusters;
	out(`
Quarterdeck is up (${(tookMs / 1000).toFixed(1)} s).

  Address   ${started.url}
  Sign in   ${started.signInUrl ?? `you are known here; a new link: qd person add ${options.email}`}${started.signInUrl ? "   (works once)" : ""}
  Bus       ${started.busUrl}
  State     ${started.dir}${options.ephemeral ? "   (removed at the end)" : ""}

Three things to try, in another terminal:

  ./qd run --cluster ${names} -- kubectl get pods -n ${options.demo ? "shop" : "kube-system"}
  ./qd run --cluster ${first} --channel ops -- kubectl auth whoami
  ./qd audit list

Ctrl-C stops everything.
`);
}
