import type { KubeObject } from "../kube-object.ts";
import {
	escalationMessage,
	type PolicyRule,
	type RoleRef,
} from "../rbac/index.ts";
import type { WriteGuard, Writer } from "../resources/cluster-state.ts";
import { forbiddenBecause, notFound } from "../resources/refusals.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { AccessControl } from "./access-control.ts";

const group = "rbac.authorization.k8s.io";
const everything: PolicyRule[] = [
	{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
	{ nonResourceURLs: ["*"], verbs: ["*"] },
];

/** Nobody gives what they do not have: refuses roles and bindings that grant more than their writer holds. */
export function createRbacWriteGuard(access: AccessControl): WriteGuard {
	return ({ type, object, writer }) => {
		if (type.group !== group || !writer) return;
		if (writer.groups.includes("system:masters")) return;
		if (type.kind === "Role" || type.kind === "ClusterRole")
			demandHeldRules(access, type, object, writer);
		else demandBindable(access, type, object, writer);
	};
}

function demandHeldRules(
	access: AccessControl,
	type: ResourceType,
	role: KubeObject,
	writer: Writer,
): void {
	const { name = "", namespace = "" } = role.metadata;
	const mayEscalate = access.authorizer.authorize(writer, {
		verb: "escalate",
		group,
		resource: type.resource,
		namespace,
		name,
	}).allowed;
	if (mayEscalate) return;
	const rules = role.aggregationRule ? everything : (role.rules ?? []);
	demandCovered(access, type, name, { writer, rules, namespace });
}

function demandBindable(
	access: AccessControl,
	type: ResourceType,
	binding: KubeObject,
	writer: Writer,
): void {
	const { name = "", namespace = "" } = binding.metadata;
	const roleRef = binding.roleRef as RoleRef;
	const resource = roleRef.kind === "ClusterRole" ? "clusterroles" : "roles";
	const mayBind = access.authorizer.authorize(writer, {
		verb: "bind",
		group,
		resource,
		namespace,
		name: roleRef.name,
	}).allowed;
	if (mayBind) return;
	const scope = namespace === "" ? undefined : namespace;
	const rules = access.authorizer.rulesOfRole(roleRef, scope);
	if (!rules) throw notFound({ group, resource }, roleRef.name);
	demandCovered(access, type, name, { writer, rules, namespace });
}

function demandCovered(
	access: AccessControl,
	type: ResourceType,
	name: string,
	grant: {
		writer: Writer;
		rules: readonly PolicyRule[];
		namespace: string;
	},
): void {
	const { writer, rules, namespace } = grant;
	const missing = access.authorizer.uncovered(
		writer,
		rules,
		namespace === "" ? undefined : namespace,
	);
	if (missing.length === 0) return;
	throw forbiddenBecause(type, name, escalationMessage(writer, missing));
}
