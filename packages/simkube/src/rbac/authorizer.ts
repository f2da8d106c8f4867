import {
	createGrantIndex,
	type GrantIndex,
	type RbacSource,
} from "./grant-index.ts";
import {
	type Attributes,
	isPathAttributes,
	type PolicyRule,
	type RoleRef,
	type User,
} from "./rbac-types.ts";
import { breakDownRule, ruleAllows, ruleCovers } from "./rule-matching.ts";

export interface Authorizer {
	/** May `user` do this? The reason names the binding that allows it, or what kept the answer from being yes. */
	authorize(
		user: User,
		attributes: Attributes,
	): { readonly allowed: boolean; readonly reason: string };
	/** What a SelfSubjectRulesReview lists for `user` in `namespace`. */
	rulesFor(
		user: User,
		namespace: string,
	): {
		readonly resourceRules: readonly PolicyRule[];
		readonly nonResourceRules: readonly PolicyRule[];
	};
	/** The parts of `rules` that `user` does not hold and may therefore not grant; broken down to single verbs. */
	uncovered(
		user: User,
		rules: readonly PolicyRule[],
		namespace?: string,
	): readonly PolicyRule[];
	/** The rules behind a `roleRef` of a binding in `namespace`; undefined when there is no such role. */
	rulesOfRole(
		roleRef: RoleRef,
		namespace?: string,
	): readonly PolicyRule[] | undefined;
}

const isMaster = (user: User): boolean =>
	user.groups.includes("system:masters");

/** An RBAC authorizer over `source`, which it reads again whenever the source's revision changed. */
export function createAuthorizer(source: RbacSource): Authorizer {
	const index = followRevision(source);
	const rulesOf = (user: User, namespace: string | undefined) => [
		...new Set(
			[...index().grantsOf(user, namespace)].flatMap(({ rules }) => rules),
		),
	];
	return {
		authorize: (user, attributes) =>
			isMaster(user)
				? { allowed: true, reason: "" }
				: decide(index(), user, attributes),
		rulesFor(user, namespace) {
			const rules = [...index().grantsOf(user, namespace)].flatMap((grant) => [
				...grant.rules,
			]);
			return {
				resourceRules: rules.filter((rule) => rule.resources?.length),
				nonResourceRules: rules.filter((rule) => rule.nonResourceURLs?.length),
			};
		},
		uncovered(user, rules, namespace) {
			if (isMaster(user)) return [];
			const owned = rulesOf(user, namespace);
			return rules
				.flatMap(breakDownRule)
				.filter((asked) => !owned.some((own) => ruleCovers(own, asked)));
		},
		rulesOfRole: (roleRef, namespace) => index().rulesOf(roleRef, namespace),
	};
}

function followRevision(source: RbacSource): () => GrantIndex {
	let kept: { readonly revision: number | string; readonly index: GrantIndex };
	let has = false;
	return () => {
		const revision = source.revision?.();
		if (revision === undefined) return createGrantIndex(source);
		if (!has || kept.revision !== revision) {
			kept = { revision, index: createGrantIndex(source) };
			has = true;
		}
		return kept.index;
	};
}

function decide(
	index: GrantIndex,
	user: User,
	attributes: Attributes,
): { allowed: boolean; reason: string } {
	const namespace = isPathAttributes(attributes)
		? undefined
		: attributes.namespace;
	const missing = new Set<string>();
	for (const grant of index.grantsOf(user, namespace)) {
		if (grant.rules.some((rule) => ruleAllows(rule, attributes)))
			return {
				allowed: true,
				reason: `RBAC: allowed by ${grant.describe()}`,
			};
		if (grant.missingRole !== undefined) missing.add(grant.missingRole);
	}
	return { allowed: false, reason: missingReason([...missing]) };
}

function missingReason(missing: readonly string[]): string {
	if (missing.length === 0) return "";
	return missing.length === 1
		? `RBAC: ${missing[0]}`
		: `RBAC: [${missing.join(", ")}]`;
}
