import { spawn } from "node:child_process";
import { CliFailure } from "@quarterdeck/cli";
import type { ProvidedProgram } from "../servers/index.ts";

/** Runs kubectl with one kubeconfig and answers what it printed. */
export type Kubectl = (
	args: readonly string[],
	input?: string,
) => Promise<string>;

/** @throws CliFailure (the returned function) with kubectl's own words when it fails. */
export function kubectlWith(
	kubectl: ProvidedProgram,
	kubeconfig: string,
	environment: Readonly<Record<string, string>>,
): Kubectl {
	return (args, input) =>
		new Promise((resolve, reject) => {
			const child = spawn(kubectl.path, [...args], {
				env: { ...environment, KUBECONFIG: kubeconfig },
			});
			let out = "";
			let words = "";
			child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
				out += chunk;
			});
			child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
				words += chunk;
			});
			child.once("error", reject);
			child.once("close", (code) =>
				code === 0
					? resolve(out)
					: reject(
							new CliFailure(
								`kubectl ${args.join(" ")} failed: ${words.trim()}`,
							),
						),
			);
			child.stdin.on("error", () => {});
			child.stdin.end(input ?? "");
		});
}
