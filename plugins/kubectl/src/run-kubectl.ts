import { join } from "node:path";
import {
	createAnsiStripper,
	type ExecuteStreamContext,
	type ExecuteStreamResult,
	runProgram,
	withTemporaryKubeconfig,
} from "@quarterdeck/plugin-sdk";
import type { LineEditor } from "./edit-lines.ts";
import { hideDiscoveryLog } from "./hide-discovery-log.ts";
import { showClusterAddress } from "./show-cluster-address.ts";

export type RunKubectl = (
	args: readonly string[],
	kubeconfig: Uint8Array,
	context: ExecuteStreamContext,
) => Promise<ExecuteStreamResult>;

interface Dependencies {
	/** The program's absolute path; throws when there is none. */
	readonly findKubectl: () => string;
	/** Where discovery is kept between runs; it holds nothing that is a person's. */
	readonly cacheDirectory: string;
}

/**
 * Runs the real kubectl with a kubeconfig that exists for this run only, in an empty home and with nothing on PATH.
 * Both outputs go on as they come, without colours.
 */
export function createRunKubectl(dependencies: Dependencies): RunKubectl {
	return (args, kubeconfig, { signal, stdout, stderr }) =>
		withTemporaryKubeconfig(kubeconfig, async ({ path, directory }) => {
			const out = plain(stdout, showClusterAddress(args, kubeconfig));
			const words = plain(stderr, hideDiscoveryLog());
			const { exitCode } = await runProgram({
				file: dependencies.findKubectl(),
				args,
				env: environmentOf(path, directory, dependencies.cacheDirectory),
				cwd: directory,
				signal,
				onStdout: out.push,
				onStderr: words.push,
			});
			await Promise.all([out.end(), words.end()]);
			return { exitCode };
		});
}

function environmentOf(
	kubeconfig: string,
	directory: string,
	cache: string,
): Record<string, string> {
	return {
		KUBECONFIG: kubeconfig,
		KUBECACHEDIR: cache,
		HOME: directory,
		TMPDIR: directory,
		// Nothing lies there: no kubectl-* plugin, no credential helper, no editor, no diff.
		PATH: join(directory, "bin"),
		TERM: "dumb",
		NO_COLOR: "1",
		LANG: "C.UTF-8",
	};
}

function plain(
	write: (chunk: Uint8Array) => Promise<void>,
	editor: LineEditor | undefined,
) {
	const strip = createAnsiStripper();
	const pass = async (text: Uint8Array) => {
		if (text.length > 0) await write(text);
	};
	return {
		push(chunk: Uint8Array) {
			const text = strip(chunk);
			return pass(editor ? editor.push(text) : text);
		},
		end: () => pass(editor?.end() ?? new Uint8Array()),
	};
}
