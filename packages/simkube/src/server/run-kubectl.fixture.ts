import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface KubectlResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** The real kubectl with a home of its own, pointed at one cluster. */
export interface TestedKubectl extends Disposable {
	run(args: readonly string[], stdin?: string): Promise<KubectlResult>;
	readonly folder: string;
}

/** The one place that says which kubectl the tests of this package use. */
function kubectlPath(): string {
	return "kubectl";
}

export function createTestedKubectl(kubeconfig: string): TestedKubectl {
	const folder = mkdtempSync(join(tmpdir(), "simkube-kubectl-"));
	const file = join(folder, "kubeconfig");
	writeFileSync(file, kubeconfig, { mode: 0o600 });
	const env = {
		PATH: "/usr/local/bin:/usr/bin:/bin",
		HOME: folder,
		KUBECONFIG: file,
		KUBECACHEDIR: join(folder, "cache"),
	};

	function run(args: readonly string[], stdin = ""): Promise<KubectlResult> {
		return new Promise((resolve, reject) => {
			const child = spawn(kubectlPath(), args, { env, cwd: folder });
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
			child.stdin.on("error", () => {}).end(stdin);
		});
	}

	return {
		run,
		folder,
		[Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
	};
}
