import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { CliFailure, exitCodes } from "@quarterdeck/cli";
import { cacheDirOf } from "../installation/cache-dir.ts";
import type { MachineContext } from "../machine-context.ts";
import { ownProgram } from "../processes/own-programs.ts";
import { kubectlMinimum, provideKubectl } from "../servers/index.ts";
import { bundlePrograms } from "./build.ts";
import { startStopwatch } from "./stopwatch.ts";

interface AgentOptions {
	readonly join?: string;
	readonly joinFile?: string;
	readonly stateDir?: string;
	readonly kubeconfig?: string;
	readonly context?: string;
	readonly servers?: string;
	readonly busCa?: string;
	readonly busInsecure?: boolean;
	readonly name: string;
}

/** Starts the agent in this process's place: its log is our output, our signals are its signals. Returns only by throwing. */
export async function runAgent(
	options: AgentOptions,
	machine: MachineContext,
): Promise<never> {
	const { environment, root, terminal } = machine;
	const stateDir =
		options.stateDir ?? join(machine.stateDir, "agents", options.name);
	const kubectl = await provideKubectl({
		cacheDir: cacheDirOf(machine),
		minimum: kubectlMinimum,
		say: (line) => terminal.say(`qd: ${line}\n`),
	});
	await bundlePrograms({
		machine,
		say: (line) => terminal.say(`qd: ${line}\n`),
		signal: new AbortController().signal,
		stopwatch: startStopwatch(),
	});
	const program = ownProgram("agent", "bundle");
	const kubeconfig = options.kubeconfig ?? kubeconfigOf(environment);
	const args = [
		...["--state-dir", stateDir],
		...(kubeconfig ? ["--kubeconfig", kubeconfig] : []),
		...(options.context ? ["--context", options.context] : []),
		...(options.servers ? ["--servers", options.servers] : []),
		...(options.busCa ? ["--bus-ca", options.busCa] : []),
		...(options.busInsecure ? ["--bus-insecure"] : []),
		...(options.joinFile ? ["--join-file", options.joinFile] : []),
	];
	// A token goes by the environment, which the agent clears: arguments can be read by everyone on the machine.
	const env = {
		...program.env,
		...environment,
		QD_KUBECTL: kubectl.path,
		...(options.join ? { QD_JOIN_TOKEN: options.join } : {}),
	};
	// The agent takes this process's place, so that nothing of the launcher, its environment least of all, stays beside it.
	const words = [...program.nodeFlags, join(root, program.script), ...args];
	process.execve?.(process.execPath, [process.execPath, ...words], env);
	throw new CliFailure(
		"This Node.js cannot start the agent in the place of qd. Use Node.js 24 on Linux or macOS.",
	);
}

/**
 * The kubeconfig kubectl would use, when there is one: a file, or several as KUBECONFIG has them. In a pod there is none and the
 * service account is used.
 */
export function kubeconfigOf(
	environment: MachineContext["environment"],
): string | undefined {
	if (environment.KUBERNETES_SERVICE_HOST && !environment.KUBECONFIG)
		return undefined;
	const wanted = environment.KUBECONFIG || join(homedir(), ".kube", "config");
	if (kubeconfigFilesOf(wanted).length > 0) return wanted;
	throw new CliFailure(
		`There is no kubeconfig at ${wanted.split(delimiter).join(" or ")}.\nUse --kubeconfig FILE, or try the demo: qd up --demo`,
		{ exitCode: exitCodes.usage },
	);
}

/** Those of the files a KUBECONFIG means that are there; it is one file, or several separated by `:`. */
export function kubeconfigFilesOf(kubeconfig: string): readonly string[] {
	return existsSync(kubeconfig)
		? [kubeconfig]
		: kubeconfig
				.split(delimiter)
				.filter((file) => file !== "" && existsSync(file));
}
