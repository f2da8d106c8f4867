import { dirname, resolve } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { z } from "zod";
import { ClusterAccessError, type ExecProgram } from "./cluster-access.ts";

const apiVersions = [
	"client.authentication.k8s.io/v1",
	"client.authentication.k8s.io/v1beta1",
] as const;

/** `users[].user.exec` of a kubeconfig. */
export const execSchema = z.object({
	apiVersion: z.string(),
	command: z.string().min(1),
	args: z.array(z.string()).nullish(),
	env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
	installHint: z.string().nullish(),
	interactiveMode: z.enum(["Never", "IfAvailable", "Always"]).nullish(),
	provideClusterInfo: z.boolean().nullish(),
});

/** The program that such an entry describes. @throws ClusterAccessError when the agent cannot run it. */
export function readExec(
	exec: z.output<typeof execSchema>,
	parts: {
		readonly file: string;
		/** What a program that asks for cluster information is told. */
		readonly cluster: Readonly<Record<string, unknown>>;
		readonly environment: Environment;
	},
): ExecProgram {
	const { file, cluster, environment } = parts;
	const apiVersion = apiVersions.find((known) => known === exec.apiVersion);
	if (!apiVersion)
		throw new ClusterAccessError(
			`${file}: exec.apiVersion ${exec.apiVersion} is not supported: use ${apiVersions.join(" or ")}`,
		);
	if (!exec.interactiveMode && apiVersion === "client.authentication.k8s.io/v1")
		throw new ClusterAccessError(
			`${file}: exec.interactiveMode is missing, which ${apiVersion} requires: set it to Never or IfAvailable`,
		);
	if (exec.interactiveMode === "Always")
		throw new ClusterAccessError(
			`${file}: exec.interactiveMode Always is not supported: the agent has no terminal`,
		);
	return {
		apiVersion,
		// As kubectl reads it: a bare name is searched in PATH, any other path begins where the kubeconfig lies.
		command: exec.command.includes("/")
			? resolve(dirname(file), exec.command)
			: exec.command,
		args: exec.args ?? [],
		environment: {
			...withoutOwn(environment),
			...Object.fromEntries(
				(exec.env ?? []).map(({ name, value }) => [name, value]),
			),
		},
		installHint: exec.installHint ?? undefined,
		cluster: exec.provideClusterInfo ? cluster : undefined,
	};
}

/** The environment without our own settings: some are secrets, and none are meant for other programs. */
function withoutOwn(environment: Environment): Environment {
	const foreign = Object.entries(environment).filter(
		([name]) => !name.startsWith("QD_") && name !== "DATABASE_URL",
	);
	return Object.fromEntries(foreign);
}
