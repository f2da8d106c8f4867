import { existsSync, statSync } from "node:fs";
import { type Finding, find } from "@quarterdeck/cli";
import { systemClock } from "@quarterdeck/runtime";
import { cacheDirOf } from "../installation/cache-dir.ts";
import { installationIn } from "../installation/installation.ts";
import type { MachineContext } from "../machine-context.ts";
import {
	canFetchPrograms,
	isAtLeast,
	kubectlMinimum,
	natsServerAdvised,
	natsServerMinimum,
	type ProvidedProgram,
	type ProvideOptions,
	provideKubectl,
	provideNatsServer,
	SetupError,
} from "../servers/index.ts";
import { examineBus } from "./examine-bus.ts";
import { examineSandbox, thisMachine } from "./examine-sandbox.ts";

/** What this machine brings for `qd up` and for an agent. Nothing is downloaded or installed. */
export async function examineMachine(
	machine: MachineContext,
): Promise<Finding[]> {
	return await Promise.all([
		find("node", () => ({ ok: true, seen: process.versions.node })),
		examineProgram("nats-server", machine, async (where) => {
			const found = await provideNatsServer({
				...where,
				minimum: natsServerMinimum,
			});
			const old = !isAtLeast(found.version, natsServerAdvised);
			return {
				...found,
				...(old
					? {
							advice: `${natsServerAdvised} or newer fixes known vulnerabilities`,
						}
					: {}),
			};
		}),
		examineProgram("kubectl", machine, (where) =>
			provideKubectl({ ...where, minimum: kubectlMinimum }),
		),
		find("plugin sandbox", () => examineSandbox(thisMachine)),
		find("state folder", () => stateFolder(machine.stateDir)),
		find("bus of qd up", () =>
			examineBus(installationIn(machine.stateDir).bus, systemClock.now()),
		),
	]);
}

type Where = Omit<ProvideOptions, "minimum">;

/** A program of PATH or of an earlier fetch. A missing one is no fault where `qd up` can fetch it. */
function examineProgram(
	name: string,
	machine: MachineContext,
	provide: (
		where: Where,
	) => Promise<ProvidedProgram & { readonly advice?: string }>,
): Promise<Finding> {
	const env = machine.environment;
	const cacheDir = cacheDirOf(machine);
	return find(name, async () => {
		try {
			const { version, source, advice } = await provide({
				cacheDir,
				env,
				say: () => {},
				fetch: false,
			});
			const from = source === "path" ? "in PATH" : `from Debian ${source}`;
			return {
				ok: true,
				seen: `${version}, ${from}`,
				...(advice ? { advice } : {}),
			};
		} catch (error) {
			if (!(error instanceof SetupError) || !canFetchPrograms(env)) throw error;
			return {
				ok: true,
				seen: "not installed, or too old",
				advice: `qd up downloads it from Debian into ${cacheDir} and does not change the system`,
			};
		}
	});
}

function stateFolder(dir: string): Omit<Finding, "part"> {
	if (!existsSync(dir))
		return { ok: true, seen: "does not exist yet; qd up creates it" };
	const open = (statSync(dir).mode & 0o066) !== 0;
	return open
		? {
				ok: false,
				seen: `${dir} is accessible to other users`,
				advice: `chmod go-rw ${dir}`,
			}
		: { ok: true, seen: dir };
}
