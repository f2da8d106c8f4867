import { chartKeys, valueAt } from "@quarterdeck/contract/configuration";
import { isMap, isScalar, YAMLMap } from "yaml";
import { whyOfChartKey } from "./counterparts.ts";
import { type Override, overridePrefix } from "./environment-variables.ts";
import { keyOfPair, type Layer } from "./layer.ts";
import type { ReportEntry } from "./report.ts";

/** A layer without what belongs to the chart. */
export interface WithoutChartKeys {
	readonly layer: Layer;
	readonly entries: readonly ReportEntry[];
	/** Paths that are not there any more. */
	readonly paths: readonly (readonly string[])[];
	/** Variables of `extraEnv` that override keys, as Botkube's pod had them. */
	readonly overrides: readonly Override[];
}

/** The map without the chart's keys; the nodes are the same, so that comments stay. */
export function leaveOutChartKeys(layer: Layer): WithoutChartKeys {
	const { map: whole } = layer.found;
	const map = new YAMLMap();
	map.items = [...whole.items];
	map.commentBefore = whole.commentBefore ?? null;
	map.comment = whole.comment ?? null;
	if (whole.flow !== undefined) map.flow = whole.flow;
	const entries: ReportEntry[] = [];
	const paths: (readonly string[])[] = [];
	const drop = (from: unknown, path: readonly string[], why: string) => {
		if (!isMap(from)) return;
		const pair = from.items.find((one) => keyOfPair(one) === path.at(-1));
		if (!pair || !isScalar(pair.key)) return;
		from.items = from.items.filter((one) => one !== pair);
		paths.push(path);
		entries.push(leftOut(layer, path, why));
	};
	for (const key of chartKeys)
		drop(map, [key], whyOfChartKey[key] ?? "it says how Botkube is deployed");
	const webhook = ["plugins", "incomingWebhook"];
	drop(
		map.getIn(webhook),
		[...webhook, "targetPort"],
		"it belongs to the chart's Service",
	);
	const { overrides, entries: ofExtraEnv } = readExtraEnv(layer);
	return {
		layer: { ...layer, found: { ...layer.found, map } },
		entries: [...entries, ...groupsOf(layer), ...ofExtraEnv],
		paths,
		overrides,
	};
}

function leftOut(
	{ placeOf }: Layer,
	path: readonly (string | number)[],
	why: string,
	shown = path.join("."),
): ReportEntry {
	const { file, line } = placeOf(path);
	return { verdict: "left out", file, line, path: shown, why };
}

/** The groups that the chart made roles for: what each could do is the cluster's to say. */
function groupsOf(layer: Layer): ReportEntry[] {
	const groups = valueAt(layer.document?.data, ["rbac", "groups"]);
	if (typeof groups !== "object" || groups === null) return [];
	return Object.entries(groups).map(([key, group]: [string, unknown]) => {
		const name = Array.isArray(groups)
			? String(valueAt(group, ["name"]) ?? key)
			: key;
		const at = Array.isArray(groups) ? Number(key) : key;
		return leftOut(
			layer,
			["rbac", "groups", at],
			`bind the group ${name} to a ClusterRole with its rules, as in kubectl create clusterrolebinding NAME --clusterrole ROLE --group ${name}`,
			`rbac.groups.${name}`,
		);
	});
}

function readExtraEnv(layer: Layer): {
	readonly overrides: readonly Override[];
	readonly entries: readonly ReportEntry[];
} {
	const variables = valueAt(layer.document?.data, ["extraEnv"]);
	const overrides: Override[] = [];
	const entries: ReportEntry[] = [];
	for (const [i, variable] of Array.isArray(variables)
		? variables.entries()
		: []) {
		const name = valueAt(variable, ["name"]);
		const value = valueAt(variable, ["value"]);
		if (typeof name !== "string") continue;
		const path = ["extraEnv", i];
		const { file, line } = layer.placeOf(path);
		if (!name.startsWith(overridePrefix))
			entries.push(
				leftOut(layer, path, "it belongs to Botkube's pod", `extraEnv ${name}`),
			);
		else if (value !== undefined && value !== null)
			overrides.push({ name, value: String(value), file, line });
		else
			entries.push(
				leftOut(
					layer,
					path,
					`its value is ${sourceOf(variable)}: give it with --env-file, or refer to it with $secret where the key it sets takes one`,
					`extraEnv ${name}`,
				),
			);
	}
	return { overrides, entries };
}

function sourceOf(variable: unknown): string {
	for (const [key, kind] of [
		["secretKeyRef", "Secret"],
		["configMapKeyRef", "ConfigMap"],
	] as const) {
		const reference = valueAt(variable, ["valueFrom", key]);
		const name = valueAt(reference, ["name"]);
		if (name !== undefined)
			return `in the ${kind} ${String(name)}, key ${String(valueAt(reference, ["key"]))}`;
	}
	return "not in this file";
}
