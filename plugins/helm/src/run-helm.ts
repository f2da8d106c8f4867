import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
	type ExecuteStreamContext,
	type ExecuteStreamResult,
	type ExecutorRequest,
	runProgram,
	withTemporaryKubeconfig,
} from "@quarterdeck/plugin-sdk";
import type { HelmConfig } from "./helm-config.schema.ts";
import { findHelm } from "./helm-environment.ts";

/**
 * Runs the real helm with a kubeconfig that exists for this run only. Its home, cache, configuration and plugins are
 * new and empty for each run, so that nothing one person fetched is found by another. Both outputs go on as they come.
 *
 * @throws an error for people when there is no helm.
 */
export function runHelm(
	args: readonly string[],
	{ kubeconfig }: Pick<ExecutorRequest, "kubeconfig">,
	{
		config,
		signal,
		stdout,
		stderr,
	}: ExecuteStreamContext & { readonly config: HelmConfig },
): Promise<ExecuteStreamResult> {
	const file = findHelm();
	return withTemporaryKubeconfig(kubeconfig, async ({ path, directory }) => {
		const home = join(directory, "home");
		// A name of a chart that is a file here would be taken for it: nothing is here.
		const cwd = join(directory, "work");
		for (const folder of [home, cwd]) mkdirSync(folder);
		const { exitCode, program } = await runProgram({
			file,
			args,
			env: {
				...helmFolders(home),
				HELM_DRIVER: config.helmDriver,
				KUBECONFIG: path,
				HOME: home,
				TMPDIR: home,
				PATH: join(directory, "bin"),
				TERM: "dumb",
				NO_COLOR: "1",
				LANG: "C.UTF-8",
				GOMEMLIMIT: "256MiB",
			},
			cwd,
			signal,
			onStdout: stdout,
			onStderr: stderr,
		});
		return { exitCode, program };
	});
}

function helmFolders(home: string): Record<string, string> {
	return {
		HELM_CACHE_HOME: join(home, "cache"),
		HELM_CONFIG_HOME: join(home, "config"),
		HELM_DATA_HOME: join(home, "data"),
		// Downloaders and post-renderers would be found there.
		HELM_PLUGINS: join(home, "plugins"),
	};
}
