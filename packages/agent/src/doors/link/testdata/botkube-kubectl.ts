import { execFile } from "node:child_process";
import { join } from "node:path";
import {
	requestWords,
	serveExecutor,
	withTemporaryKubeconfig,
} from "@quarterdeck/plugin-sdk";

/*
 * What Botkube's own kubectl plugin does with a command, step by step: it answers in one piece, puts the default namespace in front
 * of every command that names none, `help` and `config` included, and returns stdout only.
 */
await serveExecutor({
	name: "kubectl",
	version: "v1.14.0",
	description: "Run the Kubectl CLI commands directly from your favorite communication platform.",
	help: { type: "baseBodyWithFilter", baseBody: { codeBlock: "kubectl [command] [TYPE] [NAME] [flags]" } },
	execute: (request, { signal }) =>
		withTemporaryKubeconfig(request.kubeconfig, async ({ path }) => {
			const [, ...args] = requestWords(request);
			const isNamed = args.some((word) =>
				/^(-n.*|--namespace.*|-A|--all-namespaces)$/.test(word),
			);
			const words = isNamed ? args : ["-n", "default", ...args];
			return { baseBody: { codeBlock: await kubectl(words, path, signal) } };
		}),
});

function kubectl(args: readonly string[], kubeconfig: string, signal: AbortSignal): Promise<string> {
	const { PLUGIN_DEPENDENCY_DIR = "", HOME = "/" } = process.env;
	return new Promise((resolve, reject) =>
		execFile(
			join(PLUGIN_DEPENDENCY_DIR, "kubectl"),
			[...args],
			{ signal, env: { HOME, KUBECONFIG: kubeconfig } },
			(error, stdout, stderr) =>
				error ? reject(new Error(`${stdout}\n${stderr}\n${error.message}`)) : resolve(stdout),
		),
	);
}
