import type { KubeObject } from "../kube-object.ts";
import type { PolicyRule, RoleRef, Subject, User } from "./rbac-types.ts";

/** Where the authorizer finds roles and bindings. */
export interface RbacSource {
	clusterRoles(): Iterable<KubeObject>;
	roles(namespace: string): Iterable<KubeObject>;
	clusterRoleBindings(): Iterable<KubeObject>;
	roleBindings(namespace: string): Iterable<KubeObject>;
	/**
	 * Changes whenever any role or binding did. With it the index of grants is kept
	 * between questions; without it each question reads everything again.
	 */
	revision?(): number | string;
}

/** One subject of one binding, with what the binding gives it. */
export interface Grant {
	/** The binding as reasons name it: `RoleBinding "readers/shop" of Role "pod-reader" to Group "ch-1"`. */
	describe(): string;
	readonly rules: readonly PolicyRule[];
	/** Set when the role the binding refers to does not exist. */
	readonly missingRole?: string;
}

type GrantsBySubject = Map<string, Grant[]>;

/** The grants of one state of the source, found by subject. */
export interface GrantIndex {
	/** Cluster-wide grants first, then those of the namespace: the order in which a real server asks. */
	grantsOf(user: User, namespace: string | undefined): Iterable<Grant>;
	/** The rules a binding in `namespace` (none: cluster-wide) would give, or undefined when there is no such role. */
	rulesOf(
		roleRef: RoleRef,
		namespace: string | undefined,
	): readonly PolicyRule[] | undefined;
}

const asKey = (kind: string, name: string): string => `${kind}/${name}`;

function subjectKey(subject: Subject): string | undefined {
	if (subject.kind === "User" || subject.kind === "Group")
		return asKey(subject.kind, subject.name);
	if (subject.kind !== "ServiceAccount" || !subject.namespace) return undefined;
	return asKey(
		"User",
		`system:serviceaccount:${subject.namespace}:${subject.name}`,
	);
}

function rulesByName(
	roles: Iterable<KubeObject>,
): Map<string, readonly PolicyRule[]> {
	const found = new Map<string, readonly PolicyRule[]>();
	for (const role of roles)
		if (role.metadata.name !== undefined)
			found.set(role.metadata.name, role.rules ?? []);
	return found;
}

/** Reads the source lazily: cluster-wide grants and each namespace on the first question about it. */
export function createGrantIndex(source: RbacSource): GrantIndex {
	const once = <T>(read: () => T) => {
		let value: { readonly of: T } | undefined;
		return () => {
			value ??= { of: read() };
			return value.of;
		};
	};
	const clusterRoles = once(() => rulesByName(source.clusterRoles()));
	const roles = perNamespace((namespace) =>
		rulesByName(source.roles(namespace)),
	);
	const rulesOf: GrantIndex["rulesOf"] = (roleRef, namespace) =>
		roleRef.kind === "ClusterRole"
			? clusterRoles().get(roleRef.name)
			: namespace === undefined
				? undefined
				: roles(namespace).get(roleRef.name);
	const clusterGrants = once(() =>
		grantsBySubject(source.clusterRoleBindings(), undefined, rulesOf),
	);
	const namespaceGrants = perNamespace((namespace) =>
		grantsBySubject(source.roleBindings(namespace), namespace, rulesOf),
	);
	return {
		rulesOf,
		*grantsOf(user, namespace) {
			yield* grantsFor(clusterGrants(), user);
			if (namespace) yield* grantsFor(namespaceGrants(namespace), user);
		},
	};
}

function perNamespace<T>(read: (namespace: string) => T) {
	const known = new Map<string, T>();
	return (namespace: string): T => {
		const found = known.get(namespace);
		if (found !== undefined) return found;
		const value = read(namespace);
		known.set(namespace, value);
		return value;
	};
}

function* grantsFor(grants: GrantsBySubject, user: User): Iterable<Grant> {
	yield* grants.get(asKey("User", user.username)) ?? [];
	for (const group of user.groups)
		yield* grants.get(asKey("Group", group)) ?? [];
}

function grantsBySubject(
	bindings: Iterable<KubeObject>,
	namespace: string | undefined,
	rulesOf: GrantIndex["rulesOf"],
): GrantsBySubject {
	const grants: GrantsBySubject = new Map();
	for (const binding of bindings) {
		const roleRef: RoleRef = binding.roleRef ?? { kind: "", name: "" };
		const subjects: readonly Subject[] = binding.subjects ?? [];
		// Two subjects of one binding may be the same person; both stay, as a real server visits both.
		for (const subject of subjects) {
			const key = subjectKey(subject);
			if (key === undefined) continue;
			const grant = grantOf({ binding, roleRef, subject, namespace, rulesOf });
			const found = grants.get(key);
			if (found === undefined) grants.set(key, [grant]);
			else found.push(grant);
		}
	}
	return grants;
}

function grantOf(of: {
	binding: KubeObject;
	roleRef: RoleRef;
	subject: Subject;
	namespace: string | undefined;
	rulesOf: GrantIndex["rulesOf"];
}): Grant {
	const { binding, roleRef, subject, namespace } = of;
	const rules = of.rulesOf(roleRef, namespace);
	const resource = roleRef.kind === "ClusterRole" ? "clusterrole" : "role";
	const describe = () => {
		const name =
			namespace === undefined
				? binding.metadata.name
				: `${binding.metadata.name}/${namespace}`;
		const who =
			subject.kind === "ServiceAccount"
				? `${subject.name}/${subject.namespace}`
				: subject.name;
		const kind = namespace === undefined ? "ClusterRoleBinding" : "RoleBinding";
		return `${kind} "${name}" of ${roleRef.kind} "${roleRef.name}" to ${subject.kind} "${who}"`;
	};
	return rules === undefined
		? {
				describe,
				rules: [],
				missingRole: `${resource}.rbac.authorization.k8s.io "${roleRef.name}" not found`,
			}
		: { describe, rules };
}
