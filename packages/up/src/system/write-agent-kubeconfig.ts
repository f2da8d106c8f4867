import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";

interface KubeconfigFiles {
	readonly kubeconfig: string;
	readonly agentKubeconfig: string;
}

/** Takes the address and CA of the cluster as they are now into the agent's kubeconfig, which keeps its token: another start may have another port. */
export function renewAgentKubeconfig(files: KubeconfigFiles): void {
	const config: { users: { user: { token: string } }[] } = parse(
		readFileSync(files.agentKubeconfig, "utf8"),
	);
	writeAgentKubeconfig(files, config.users[0]?.user.token ?? "");
}

/** The administrator's kubeconfig with the agent's own token in place of the administrator's credential; whole or not at all. */
export function writeAgentKubeconfig(
	files: KubeconfigFiles,
	token: string,
): void {
	const config: { users: { name: string; user: object }[] } = parse(
		readFileSync(files.kubeconfig, "utf8"),
	);
	const users = config.users.map(({ name }) => ({ name, user: { token } }));
	const draft = `${files.agentKubeconfig}.${process.pid}`;
	writeFileSync(draft, stringify({ ...config, users }), { mode: 0o600 });
	renameSync(draft, files.agentKubeconfig);
}
