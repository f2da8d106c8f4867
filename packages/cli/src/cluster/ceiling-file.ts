/** Whom commands may be, as patterns; `*` stands for any characters. */
export interface Identities {
	readonly users: readonly string[];
	readonly groups: readonly string[];
	readonly anonymous: boolean;
}

/** The ceiling file of an agent that may lend these identities and no others. */
export function ceilingFile({ users, groups, anonymous }: Identities): string {
	return `# The users and groups that commands may run as in this cluster, whatever a configuration says: the names that the configuration used
# when this file was written. To allow another name, add it and restart the agent. * stands for any characters.
users:${list(users)}
groups:${list(groups)}
anonymous: ${anonymous}
# Whether a configuration may hand out this agent's own credential (credentials: direct), or run plugins without a sandbox (sandbox: none).
direct: false
unsandboxed: false
# The plugins, by key, that a configuration may let reach every address that this agent's machine reaches (network: all).
network: []
`;
}

function list(names: readonly string[]): string {
	return names.length === 0
		? " []"
		: names.map((name) => `\n  - ${JSON.stringify(name)}`).join("");
}
