import {
	type ConfigurationProblem,
	formatPath,
	valueAt,
} from "@quarterdeck/contract/configuration";
import { Document, isMap, type Node } from "yaml";
import { type Override, overridePrefix } from "./environment-variables.ts";
import type { MergedLayers } from "./merge-layers.ts";
import type { Place, ReportEntry } from "./report.ts";
import { resolveVariable } from "./resolve-variable.ts";

/** Variables with the prefix that are no keys. */
const ownVariables: Readonly<Record<string, string>> = {
	BOTKUBE_CONFIG_PATHS:
		"it says which files Botkube reads: give them to this command, in that order",
};

/** What came of the variables. */
export interface AppliedOverrides {
	readonly entries: readonly ReportEntry[];
	readonly problems: readonly ConfigurationProblem[];
}

/**
 * Puts the values of variables over the merged files, as Botkube does: a text becomes a number, true or false, or a list (at its
 * commas) where one stood. `dataOf` reads the map as data, anew after each variable.
 */
export function applyOverrides(
	overrides: readonly Override[],
	merged: MergedLayers,
	dataOf: () => unknown,
): AppliedOverrides {
	const entries: ReportEntry[] = [];
	const problems: ConfigurationProblem[] = [];
	for (const one of overrides) {
		const { file, line, name } = one;
		const told = { file, line, path: name };
		if (!name.startsWith(overridePrefix)) {
			entries.push({ ...told, verdict: "left out", why: whyForeign(name) });
			continue;
		}
		const own = Object.hasOwn(ownVariables, name)
			? ownVariables[name]
			: undefined;
		if (own !== undefined) {
			entries.push({ ...told, verdict: "left out", why: own });
			continue;
		}
		const data = dataOf();
		const target = resolveVariable(name, data);
		const why =
			target.kind === "none"
				? target.why
				: target.kind === "ambiguous"
					? `it can mean ${target.paths.map(formatPath).join(" or ")}: write the key into a file`
					: write(one, target.path, merged, data);
		if (why !== undefined) problems.push(problemOf(one, why));
		else if (target.kind === "key")
			entries.push({
				...told,
				verdict: "changed",
				path: formatPath(target.path),
				why: `set by ${name}`,
			});
	}
	return { entries, problems };
}

function whyForeign(name: string): string {
	if (name.startsWith("LOG_LEVEL_"))
		return "plugins log at the level of their agent (QD_LOG_LEVEL)";
	if (name.startsWith("CONFIG_PROVIDER_"))
		return "Botkube Cloud is shut down; agents get their configuration from your control plane";
	return "it is no override of a key";
}

/** @returns why it cannot be written there. */
function write(
	{ value, file, line }: Override,
	path: readonly string[],
	{ map, write: note }: MergedLayers,
	data: unknown,
): string | undefined {
	const old = valueAt(data, path);
	if (typeof old === "object" && old !== null && !Array.isArray(old))
		return `${formatPath(path)} is a map of keys, which one value cannot replace`;
	let holder = map;
	for (const [i, key] of path.slice(0, -1).entries()) {
		const next = holder.get(key, true);
		if (isMap(next)) holder = next;
		else if (valueAt(data, path.slice(0, i + 1)) == null) {
			const made = new Document({}).contents;
			if (!isMap(made)) return "a map cannot be made";
			holder.set(key, made);
			holder.flow = false;
			holder = made;
		} else return `${formatPath(path.slice(0, i + 1))} is not a map of keys`;
	}
	holder.set(path.at(-1) ?? "", nodeOf(typed(value, old)));
	const place: Place = { file, line, column: 1 };
	note(path, () => place);
	return undefined;
}

/** Weak typing towards what stood there. */
function typed(value: string, old: unknown): unknown {
	if (Array.isArray(old))
		return value
			.split(",")
			.map((item) => item.trim())
			.filter((item) => item !== "");
	if (typeof old === "boolean" && /^(true|false)$/i.test(value))
		return value.toLowerCase() === "true";
	if (typeof old === "number" && /^-?\d+(\.\d+)?$/.test(value))
		return Number(value);
	return value;
}

function nodeOf(value: unknown): Node | null {
	return new Document(value).contents;
}

function problemOf(
	{ file, line, name }: Override,
	why: string,
): ConfigurationProblem {
	return {
		severity: "error",
		file,
		line: line ?? 1,
		column: 1,
		path: "",
		message: `${name}: ${why}`,
		suggestion: undefined,
	};
}
