import type { StatusCause } from "../status-error.ts";
import { dns1123LabelRefusals } from "../valid-names.ts";
import { containerProblems } from "./container-problems.ts";
import { itemsOf, type Loose } from "./loose.ts";
import {
	duplicate,
	forbidden,
	invalidText,
	notNegative,
	oneOf,
	required,
} from "./problems.ts";

/** Problems of a pod's spec, whether it stands in a pod or in a template. Defaults are filled in already. */
export function podSpecProblems(spec: Loose, field: string): StatusCause[] {
	const problems: StatusCause[] = [];
	const volumes = new Set<string>();
	for (const [volume, at] of itemsOf(spec?.volumes, `${field}.volumes`)) {
		problems.push(...listName(volume.name, `${at}.name`, volumes));
		const sources = Object.keys(volume).filter((key) => key !== "name");
		if (sources.length === 0)
			problems.push(required(at, "must specify a volume type"));
		for (const source of sources.slice(1))
			problems.push(
				forbidden(`${at}.${source}`, "may not specify more than 1 volume type"),
			);
	}
	const names = new Set<string>();
	for (const list of ["containers", "initContainers"]) {
		const at = `${field}.${list}`;
		const containers = itemsOf(spec?.[list], at);
		if (list === "containers" && containers.length === 0)
			problems.push(required(at));
		for (const [container, place] of containers) {
			problems.push(...listName(container.name, `${place}.name`, names));
			problems.push(...containerProblems(container, place, volumes));
		}
	}
	return [...problems, ...settingProblems(spec, field)];
}

function listName(
	name: unknown,
	field: string,
	taken: Set<string>,
): StatusCause[] {
	if (typeof name !== "string" || name === "") return [required(field)];
	if (taken.has(name)) return [duplicate(field, name)];
	taken.add(name);
	return invalidText(field, name, dns1123LabelRefusals(name));
}

function settingProblems(spec: Loose, field: string): StatusCause[] {
	return [
		...oneOf(`${field}.restartPolicy`, spec?.restartPolicy, [
			"Always",
			"OnFailure",
			"Never",
		]),
		...oneOf(`${field}.dnsPolicy`, spec?.dnsPolicy, [
			"ClusterFirst",
			"ClusterFirstWithHostNet",
			"Default",
			"None",
		]),
		...notNegative(
			`${field}.terminationGracePeriodSeconds`,
			spec?.terminationGracePeriodSeconds,
		),
		...itemsOf(spec?.tolerations, `${field}.tolerations`).flatMap(
			([{ operator, effect }, at]) => [
				...(operator
					? oneOf(`${at}.operator`, operator, ["Equal", "Exists"])
					: []),
				...(effect
					? oneOf(`${at}.effect`, effect, [
							"NoSchedule",
							"PreferNoSchedule",
							"NoExecute",
						])
					: []),
			],
		),
	];
}

const changeable = ["image"];

/** A pod that runs is what it is: only images, deadlines, grace and more tolerations may change. */
export function podUpdateProblems(spec: Loose, old: Loose): StatusCause[] {
	if (sameButForChangeable(spec, old)) return [];
	return [
		forbidden(
			"spec",
			"pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
		),
	];
}

function sameButForChangeable(spec: Loose, old: Loose): boolean {
	return canonical(fixedPart(spec)) === canonical(fixedPart(old));
}

function fixedPart(spec: Loose): Loose {
	const {
		activeDeadlineSeconds: _deadline,
		tolerations: _tolerations,
		schedulingGates: _gates,
		ephemeralContainers: _ephemeral,
		...rest
	} = spec ?? {};
	for (const list of ["containers", "initContainers"])
		if (Array.isArray(rest[list]))
			rest[list] = rest[list].map((container: Loose) =>
				Object.fromEntries(
					Object.entries(container ?? {}).filter(
						([field]) => !changeable.includes(field),
					),
				),
			);
	return rest;
}

/** JSON with sorted keys: equal for values that differ only in the order of their keys. */
export function canonical(value: unknown): string {
	return (
		JSON.stringify(value, (_key, part: unknown) =>
			typeof part === "object" && part !== null && !Array.isArray(part)
				? Object.fromEntries(
						Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
					)
				: part,
		) ?? "null"
	);
}
