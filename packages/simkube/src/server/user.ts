/** Who makes a request, in the cluster's own terms. */
export interface User {
	readonly username: string;
	readonly uid?: string;
	readonly groups: readonly string[];
	readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const anonymous: User = {
	username: "system:anonymous",
	groups: ["system:unauthenticated"],
};

/** The groups a service account always has. */
export function serviceAccountGroups(namespace: string): string[] {
	return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
}

/** `system:serviceaccount:<namespace>:<name>`, taken apart; `undefined` for anything else. */
export function splitServiceAccount(
	username: string,
): { namespace: string; name: string } | undefined {
	const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
	if (!match) return undefined;
	return { namespace: match[1] as string, name: match[2] as string };
}

/** The user with `system:authenticated`, as everyone has who proved who they are. */
export function authenticated(user: User): User {
	return user.groups.includes("system:authenticated")
		? user
		: { ...user, groups: [...user.groups, "system:authenticated"] };
}
