import { join } from "node:path";
import {
	type ExecuteStreamContext,
	type ExecuteStreamResult,
	type ExecutorRequest,
	runProgram,
	withTemporaryKubeconfig,
} from "@quarterdeck/plugin-sdk";
import type { LineEditor } from "./edit-lines.ts";
import { hideDiscoveryLog } from "./hide-discovery-log.ts";
import { showClusterAddress } from "./show-cluster-address.ts";

export type RunKubectl = (
	args: readonly string[],
	request: Pick<ExecutorRequest, "kubeconfig" | "input">,
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
 * Both outputs go on byte by byte as they come: whoever shows them makes them safe to look at.
 */
export function createRunKubectl(dependencies: Dependencies): RunKubectl {
	return (args, { kubeconfig, input }, { signal, stdout, stderr }) =>
		withTemporaryKubeconfig(kubeconfig, async ({ path, directory }) => {
			const out = edited(stdout, showClusterAddress(args, kubeconfig));
			const words = edited(stderr, hideDiscoveryLog());
			const { exitCode, program } = await runProgram({
				file: dependencies.findKubectl(),
				args,
				env: environmentOf(path, directory, dependencies.cacheDirectory),
				cwd: directory,
				signal,
				...(input ? { stdin: input } : {}),
				onStdout: out.push,
				onStderr: words.push,
			});
			await Promise.all([out.end(), words.end()]);
			return { exitCode, program };
		});
}

/**
 * A kubectl lives for some tens of milliseconds, a fifth of which Go's collector takes by its defaults. It collects later, which
 * costs 2 MiB for small answers, and earnestly from 256 MiB on: `get -A -o json` of 32 MiB peaks at 290 MiB instead of 370.
 */
const goCollector = { GOGC: "400", GOMEMLIMIT: "256MiB" };

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
		...goCollector,
	};
}

/** Hands bytes on as they are, but for what the editor changes. */
function edited(
	write: (chunk: Uint8Array) => Promise<void>,
	editor: LineEditor | undefined,
) {
	const pass = async (bytes: Uint8Array) => {
		if (bytes.length > 0) await write(bytes);
	};
	return {
		push: (chunk: Uint8Array) => pass(editor ? editor.push(chunk) : chunk),
		end: () => pass(editor?.end() ?? new Uint8Array()),
	};
}
