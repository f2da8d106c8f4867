import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";

/** The administrator's kubeconfig with the agent's own token in place of the administrator's credential; whole or not at all. */
export function writeAgentKubeconfig(
	files: { readonly kubeconfig: string; readonly agentKubeconfig: string },
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
