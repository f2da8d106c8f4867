import { parsePluginKey } from "@quarterdeck/contract";
import { type Path, valueAt } from "@quarterdeck/contract/configuration";
import { isMap, type YAMLMap } from "yaml";
import { cloudPlatforms, retiredPlugins } from "./counterparts.ts";
import type { MergedLayers } from "./merge-layers.ts";
import type { PlaceOf, ReportEntry } from "./report.ts";

/** Whether there is something in a configuration that `changeMerged` changes. */
export function needsChange(data: unknown): boolean {
	return retiredIn(data).length > 0 || cloudIn(data).length > 0;
}

/** Takes retired plugins out, and switches off what stood on Botkube Cloud. @returns what was done. */
export function changeMerged(
	{ map, placeOf }: MergedLayers,
	data: unknown,
): ReportEntry[] {
	const entries: ReportEntry[] = [];
	for (const { path, why } of retiredIn(data)) {
		removeAt(map, path);
		entries.push(entryAt(placeOf, path, "left out", why));
	}
	for (const { path, why } of cloudIn(data)) {
		map.setIn([...path, "enabled"], false);
		entries.push(
			entryAt(placeOf, [...path, "enabled"], "changed", `now false; ${why}`),
		);
	}
	return entries;
}

/** Takes away what only the chart's defaults say and nobody uses: platforms that are off, then groups that nothing binds. */
export function dropUnusedDefaults(
	{ map, isOnlyDefault }: MergedLayers,
	dataOf: () => unknown,
): void {
	for (const path of pathsAt(dataOf(), ["communications"], 2))
		if (
			isOnlyDefault(path) &&
			String(valueAt(dataOf(), [...path, "enabled"])) !== "true"
		)
			removeAt(map, path);
	for (const path of pathsAt(dataOf(), ["communications"], 1))
		if (isOnlyDefault(path) && isEmpty(valueAt(dataOf(), path)))
			removeAt(map, path);
	const bound = boundIn(dataOf());
	for (const section of ["sources", "executors"])
		for (const path of pathsAt(dataOf(), [section], 1))
			if (isOnlyDefault(path) && !bound.has(String(path[1])))
				removeAt(map, path);
}

function retiredIn(data: unknown) {
	return pathsAt(data, ["sources"], 2).flatMap((path) => {
		const key = parsePluginKey(String(path[2]));
		const why = "name" in key ? retiredPlugins[key.name] : undefined;
		return why === undefined ? [] : [{ path, why }];
	});
}

function cloudIn(data: unknown) {
	return pathsAt(data, ["communications"], 2).flatMap((path) => {
		const why = cloudPlatforms[String(path[2])];
		const isOn = String(valueAt(data, [...path, "enabled"])) === "true";
		return why !== undefined && isOn ? [{ path, why }] : [];
	});
}

/** The paths so many levels below another. */
export function pathsAt(data: unknown, path: Path, levels: number): Path[] {
	if (levels === 0) return [path];
	const here = valueAt(data, path);
	return typeof here === "object" && here !== null && !Array.isArray(here)
		? Object.keys(here).flatMap((key) =>
				pathsAt(data, [...path, key], levels - 1),
			)
		: [];
}

/** Every name under a `bindings` or a message trigger. */
export function boundIn(data: unknown): Set<string> {
	const bound = new Set<string>();
	const look = (value: unknown, isBinding: boolean): void => {
		if (typeof value === "string" && isBinding)
			for (const name of value.split(",")) bound.add(name.trim());
		if (typeof value !== "object" || value === null) return;
		for (const [key, member] of Object.entries(value))
			look(
				member,
				Array.isArray(value)
					? isBinding
					: ["sources", "executors"].includes(key),
			);
	};
	look(valueAt(data, ["communications"]), false);
	look(valueAt(data, ["actions"]), false);
	return bound;
}

function entryAt(
	placeOf: PlaceOf,
	path: Path,
	verdict: "changed" | "left out",
	why: string,
): ReportEntry {
	const { file, line } = placeOf(path);
	return { verdict, file, line, path: path.join("."), why };
}

function removeAt(map: YAMLMap, path: Path): void {
	const holder = path.length === 1 ? map : map.getIn(path.slice(0, -1));
	if (isMap(holder)) holder.delete(path.at(-1));
}

function isEmpty(value: unknown): boolean {
	return (
		typeof value !== "object" ||
		value === null ||
		Object.keys(value).length === 0
	);
}
