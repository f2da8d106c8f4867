import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";

/** The administrator's kubeconfig with the agent's own token in place of the administrator's credential. */
export function writeAgentKubeconfig(
	files: { readonly kubeconfig: string; readonly agentKubeconfig: string },
	token: string,
): void {
	const config: { users: { name: string; user: object }[] } = parse(
		readFileSync(files.kubeconfig, "utf8"),
	);
	const users = config.users.map(({ name }) => ({ name, user: { token } }));
	writeFileSync(files.agentKubeconfig, stringify({ ...config, users }), {
		mode: 0o600,
	});
}
