import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readDuration } from "@quarterdeck/contract";
import {
	type ExecuteStreamContext,
	type ExecuteStreamResult,
	type ExecutorRequest,
	kubeconfigMissingText,
	runProgram,
	withTemporaryKubeconfig,
} from "@quarterdeck/plugin-sdk";
import type { ExecCommand } from "./exec-command.ts";
import { findProgram } from "./exec-environment.ts";

/**
 * Runs a declared command line without a shell, in an empty folder of its own that is removed afterwards. Both outputs
 * go on as they come.
 *
 * @throws an error for people when the program is not allowed or missing, the kubeconfig is needed and none was lent,
 * or the command's own time is over.
 */
export async function runDeclared(
	{ name, command, args }: Extract<ExecCommand, { kind: "run" }>,
	{ kubeconfig }: Pick<ExecutorRequest, "kubeconfig">,
	{ signal, stdout, stderr }: ExecuteStreamContext,
): Promise<ExecuteStreamResult> {
	if (command.kubeconfig && kubeconfig.length === 0)
		throw new Error(kubeconfigMissingText("exec"));
	const file = findProgram(command.program);
	// What a command does not need is not written to the disk.
	const lent = command.kubeconfig ? kubeconfig : new Uint8Array();
	const overdue = AbortSignal.timeout(
		(readDuration(command.timeout) ?? 0) * 1000,
	);
	return withTemporaryKubeconfig(lent, async ({ path, directory }) => {
		const cwd = join(directory, "work");
		mkdirSync(cwd);
		try {
			const { exitCode, program } = await runProgram({
				file,
				args,
				env: {
					...(command.kubeconfig ? { KUBECONFIG: path } : {}),
					HOME: cwd,
					TMPDIR: cwd,
					PATH: "/usr/bin:/bin",
					TERM: "dumb",
					NO_COLOR: "1",
					LANG: "C.UTF-8",
				},
				cwd,
				signal: AbortSignal.any([signal, overdue]),
				onStdout: stdout,
				onStderr: stderr,
			});
			return { exitCode, program };
		} catch (error) {
			if (overdue.aborted && !signal.aborted)
				throw new Error(
					`exec ${name} was ended: it took longer than ${command.timeout}.`,
				);
			throw error;
		}
	});
}
