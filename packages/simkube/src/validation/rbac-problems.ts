import type { KubeObject } from "../kube-object.ts";
import type { StatusCause } from "../status-error.ts";
import { dns1123SubdomainRefusals } from "../valid-names.ts";
import { goStrings } from "./go-syntax.ts";
import { isEmpty, itemsOf, type Loose } from "./loose.ts";
import { invalidAs, invalidText, required, unsupported } from "./problems.ts";

type Check = (object: KubeObject, old?: KubeObject) => StatusCause[];

const group = "rbac.authorization.k8s.io";

const role =
	(isNamespaced: boolean): Check =>
	({ rules }) =>
		itemsOf(rules, "rules").flatMap(([rule, at]) =>
			ruleProblems(rule, at, isNamespaced),
		);

function ruleProblems(
	rule: Loose,
	field: string,
	isNamespaced: boolean,
): StatusCause[] {
	const problems: StatusCause[] = [];
	if (isEmpty(rule.verbs))
		problems.push(
			required(`${field}.verbs`, "verbs must contain at least one value"),
		);
	if (!isEmpty(rule.nonResourceURLs)) {
		const shown = goStrings(rule.nonResourceURLs);
		const at = `${field}.nonResourceURLs`;
		if (isNamespaced)
			problems.push(
				invalidAs(
					at,
					shown,
					"namespaced rules cannot apply to non-resource URLs",
				),
			);
		if (!isEmpty(rule.apiGroups) || !isEmpty(rule.resources))
			problems.push(
				invalidAs(
					at,
					shown,
					"rules cannot apply to both regular resources and non-resource URLs",
				),
			);
		return problems;
	}
	if (isEmpty(rule.apiGroups))
		problems.push(
			required(
				`${field}.apiGroups`,
				"resource rules must supply at least one api group",
			),
		);
	if (isEmpty(rule.resources))
		problems.push(
			required(
				`${field}.resources`,
				"resource rules must supply at least one resource",
			),
		);
	return problems;
}

const binding =
	(roleKinds: readonly string[]): Check =>
	({ roleRef, subjects }, old) => [
		...roleRefProblems(roleRef ?? {}, roleKinds),
		...itemsOf(subjects, "subjects").flatMap(([subject, at]) =>
			subjectProblems(subject, at),
		),
		...changedRoleRef(roleRef ?? {}, old?.roleRef),
	];

function roleRefProblems(
	roleRef: Loose,
	roleKinds: readonly string[],
): StatusCause[] {
	const problems: StatusCause[] = [];
	const { apiGroup = "", kind = "", name } = roleRef;
	if (apiGroup !== group)
		problems.push(unsupported("roleRef.apiGroup", apiGroup, [group]));
	if (!roleKinds.includes(kind))
		problems.push(unsupported("roleRef.kind", kind, roleKinds));
	if (!name) problems.push(required("roleRef.name"));
	return problems;
}

function subjectProblems(subject: Loose, field: string): StatusCause[] {
	const { kind = "", name, namespace, apiGroup = "" } = subject;
	const problems: StatusCause[] = [];
	if (!name) problems.push(required(`${field}.name`));
	if (kind === "ServiceAccount") {
		if (name)
			problems.push(
				...invalidText(
					`${field}.name`,
					String(name),
					dns1123SubdomainRefusals(String(name)),
				),
			);
		if (apiGroup !== "")
			problems.push(unsupported(`${field}.apiGroup`, apiGroup, [""]));
		if (!namespace) problems.push(required(`${field}.namespace`));
	} else if (kind === "User" || kind === "Group") {
		if (apiGroup !== group)
			problems.push(unsupported(`${field}.apiGroup`, apiGroup, [group]));
	} else {
		problems.push(
			unsupported(`${field}.kind`, kind, ["ServiceAccount", "User", "Group"]),
		);
	}
	return problems;
}

function changedRoleRef(roleRef: Loose, old: Loose): StatusCause[] {
	if (old === undefined) return [];
	const text = ({ apiGroup = "", kind = "", name = "" }: Loose) =>
		`rbac.RoleRef{APIGroup:${JSON.stringify(apiGroup)}, Kind:${JSON.stringify(kind)}, Name:${JSON.stringify(name)}}`;
	return text(roleRef) === text(old)
		? []
		: [invalidAs("roleRef", text(roleRef), "cannot change roleRef")];
}

/** Checks of roles and bindings, by kind. */
export const rbacChecks: Record<string, Check> = {
	Role: role(true),
	ClusterRole: role(false),
	RoleBinding: binding(["Role", "ClusterRole"]),
	ClusterRoleBinding: binding(["ClusterRole"]),
};
