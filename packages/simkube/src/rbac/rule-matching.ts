import {
	type Attributes,
	isPathAttributes,
	type PolicyRule,
	type ResourceAttributes,
} from "./rbac-types.ts";

const holds = (list: readonly string[] | undefined, value: string): boolean =>
	list?.includes(value) === true || list?.includes("*") === true;

/** Whether the rule allows what is asked. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
	if (!holds(rule.verbs, attributes.verb)) return false;
	if (isPathAttributes(attributes))
		return (rule.nonResourceURLs ?? []).some((url) =>
			urlCovers(url, attributes.path),
		);
	return (
		holds(rule.apiGroups, attributes.group) &&
		resourceMatches(rule, attributes) &&
		nameMatches(rule, attributes.name)
	);
}

function resourceMatches(
	{ resources = [] }: PolicyRule,
	{ resource, subresource }: ResourceAttributes,
): boolean {
	if (!subresource) return holds(resources, resource);
	return (
		holds(resources, `${resource}/${subresource}`) ||
		resources.includes(`*/${subresource}`)
	);
}

function nameMatches(
	{ resourceNames }: PolicyRule,
	name: string | undefined,
): boolean {
	return !resourceNames?.length || resourceNames.includes(name ?? "");
}

function urlCovers(rule: string, path: string): boolean {
	if (rule === "*" || rule === path) return true;
	return rule.endsWith("*") && path.startsWith(rule.replace(/\*+$/, ""));
}

/** Splits a rule into rules of one verb and one resource (or path) each. */
export function breakDownRule(rule: PolicyRule): PolicyRule[] {
	const single: PolicyRule[] = [];
	for (const verb of rule.verbs) {
		for (const group of rule.apiGroups ?? [])
			for (const resource of rule.resources ?? []) {
				const asked = {
					apiGroups: [group],
					resources: [resource],
					verbs: [verb],
				};
				const names = rule.resourceNames ?? [];
				if (names.length === 0) single.push(asked);
				for (const name of names)
					single.push({ ...asked, resourceNames: [name] });
			}
		for (const url of rule.nonResourceURLs ?? [])
			single.push({ nonResourceURLs: [url], verbs: [verb] });
	}
	return single;
}

/** Whether `owned` grants all that the broken-down rule `asked` grants. */
export function ruleCovers(owned: PolicyRule, asked: PolicyRule): boolean {
	const all = (
		wanted: readonly string[] | undefined,
		covered: (value: string) => boolean,
	) => (wanted ?? []).every(covered);
	return (
		all(asked.verbs, (verb) => holds(owned.verbs, verb)) &&
		all(asked.apiGroups, (group) => holds(owned.apiGroups, group)) &&
		all(asked.resources, (resource) =>
			resourceCovers(owned.resources ?? [], resource),
		) &&
		all(asked.nonResourceURLs, (url) =>
			(owned.nonResourceURLs ?? []).some((own) => urlCovers(own, url)),
		) &&
		namesCover(owned.resourceNames ?? [], asked.resourceNames ?? [])
	);
}

function resourceCovers(owned: readonly string[], resource: string): boolean {
	if (holds(owned, resource)) return true;
	const slash = resource.indexOf("/");
	return slash >= 0 && owned.includes(`*${resource.slice(slash)}`);
}

function namesCover(
	owned: readonly string[],
	asked: readonly string[],
): boolean {
	if (owned.length === 0) return true;
	return asked.length > 0 && asked.every((name) => owned.includes(name));
}
