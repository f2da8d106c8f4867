import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { type Ending, tempDir, testKubectl } from "@quarterdeck/testkit";

export interface KubectlResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** The real kubectl with a home of its own, pointed at one cluster. */
export interface TestedKubectl {
	readonly folder: string;
	/** Runs to the end. */
	run(args: readonly string[], stdin?: string): Promise<KubectlResult>;
	/** Runs until killed or told otherwise; killed with the test at the latest. */
	start(args: readonly string[]): ChildProcess;
}

/**
 * A kubectl for the test `t` with the given kubeconfig, the tested one unless another's path is given; what it
 * leaves behind goes with the test.
 */
export async function createTestedKubectl(
	t: Ending,
	kubeconfig: string,
	variables: Readonly<Record<string, string>> = {},
	otherKubectl?: string,
): Promise<TestedKubectl> {
	const path = otherKubectl ?? (await testKubectl());
	const folder = tempDir(t);
	const file = join(folder, "kubeconfig");
	writeFileSync(file, kubeconfig, { mode: 0o600 });
	const env = {
		...variables,
		PATH: [dirname(path), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
		HOME: folder,
		KUBECONFIG: file,
		KUBECACHEDIR: join(folder, "cache"),
	};

	function start(args: readonly string[]): ChildProcess {
		const child = spawn(path, args, { env, cwd: folder });
		t.after(() => {
			child.kill("SIGKILL");
		});
		return child;
	}

	function run(args: readonly string[], stdin = ""): Promise<KubectlResult> {
		return new Promise((resolve, reject) => {
			const child = spawn(path, args, { env, cwd: folder });
			let stdout = "";
			let stderr = "";
			child.stdout.setEncoding("utf8").on("data", (text) => {
				stdout += text;
			});
			child.stderr.setEncoding("utf8").on("data", (text) => {
				stderr += text;
			});
			child.once("error", reject);
			child.once("close", (code) => {
				resolve({ exitCode: code ?? -1, stdout, stderr });
			});
			// A kubectl that fails early does not read what it is given.
			child.stdin.on("error", () => {}).end(stdin);
		});
	}

	return { folder, run, start };
}
