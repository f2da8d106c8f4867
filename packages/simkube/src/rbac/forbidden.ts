import { StatusError } from "../status-error.ts";
import {
	type Attributes,
	isPathAttributes,
	type PolicyRule,
	type User,
} from "./rbac-types.ts";

const quote = (text: string): string => JSON.stringify(text);

/** `User "ana" cannot list resource "secrets" in API group "" in the namespace "pay"`. */
export function forbiddenMessage(user: User, attributes: Attributes): string {
	const who = `User ${quote(user.username)} cannot ${attributes.verb}`;
	if (isPathAttributes(attributes))
		return `${who} path ${quote(attributes.path)}`;
	const { group, resource, subresource, namespace } = attributes;
	const what = subresource ? `${resource}/${subresource}` : resource;
	const where = namespace
		? `in the namespace ${quote(namespace)}`
		: "at the cluster scope";
	return `${who} resource ${quote(what)} in API group ${quote(group)} ${where}`;
}

/**
 * The whole 403 a real server sends: `secrets is forbidden: User …` or `deployments.apps "cart" is forbidden: …`.
 * `reason` is the authorizer's, when it has one.
 */
export function forbiddenError(
	user: User,
	attributes: Attributes,
	reason = "",
): StatusError {
	const message = forbiddenMessage(user, attributes);
	return forbidden(
		attributes,
		reason === "" ? message : `${message}: ${reason}`,
	);
}

function forbidden(attributes: Attributes, message: string): StatusError {
	const answer = { code: 403, reason: "Forbidden" };
	if (isPathAttributes(attributes))
		return new StatusError({
			...answer,
			message: `forbidden: ${message}`,
			details: {},
		});
	const { group, resource, name } = attributes;
	const qualified = group === "" ? resource : `${resource}.${group}`;
	return new StatusError({
		...answer,
		message: name
			? `${qualified} ${quote(name)} is forbidden: ${message}`
			: `${qualified} is forbidden: ${message}`,
		details: {
			...(name ? { name } : {}),
			...(group === "" ? {} : { group }),
			kind: resource,
		},
	});
}

/** A rule as an escalation refusal shows it: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`. */
export function describeRule(rule: PolicyRule): string {
	const parts: [string, readonly string[] | undefined][] = [
		["APIGroups", rule.apiGroups],
		["Resources", rule.resources],
		["NonResourceURLs", rule.nonResourceURLs],
		["ResourceNames", rule.resourceNames],
		["Verbs", rule.verbs],
	];
	const shown = parts
		.filter(([, list]) => list !== undefined && list.length > 0)
		.map(([label, list]) => `${label}:${describeList(list ?? [])}`);
	return `{${shown.join(", ")}}`;
}

const describeList = (list: readonly string[]): string =>
	`[${list.map(quote).join(" ")}]`;

/** The reason given when `user` would grant `missing`, which the user does not hold. */
export function escalationMessage(
	user: User,
	missing: readonly PolicyRule[],
): string {
	const lines = [...new Set(compactRules(missing).map(describeRule))].sort();
	return `user ${quote(user.username)} (groups=${describeList(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}`;
}

/** Joins the verbs of simple rules (one group, one resource, no names) that differ in nothing else. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
	const compact: PolicyRule[] = [];
	const simple = new Map<string, { rule: PolicyRule; verbs: string[] }>();
	for (const rule of rules) {
		const isSimple =
			rule.apiGroups?.length === 1 &&
			rule.resources?.length === 1 &&
			!rule.nonResourceURLs?.length &&
			(rule.resourceNames?.length ?? 0) <= 1;
		if (!isSimple) {
			compact.push(rule);
			continue;
		}
		const key = JSON.stringify([
			rule.apiGroups,
			rule.resources,
			rule.resourceNames ?? [],
		]);
		const found = simple.get(key);
		if (found === undefined) {
			const verbs = [...rule.verbs];
			simple.set(key, { rule, verbs });
			compact.push({ ...rule, verbs });
		} else {
			found.verbs.push(...rule.verbs);
		}
	}
	return compact;
}
