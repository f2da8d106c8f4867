import type { z } from "zod";
import { nearestName } from "../nearest-name.ts";
import { knownKeys, plainMessage } from "./check-schema.ts";
import type { Path } from "./document.ts";
import {
	type KubernetesSource,
	kubernetesSourceSchema,
} from "./kubernetes-source.schema.ts";

export type {
	KubernetesSource,
	KubernetesSourceResource,
} from "./kubernetes-source.schema.ts";

/** The plugin whose configuration this is, without a version. */
export const kubernetesSourceKey = "botkube/kubernetes";

/** Something wrong in the configuration of a source; `path` begins at its `config`. */
export interface SourceProblem {
	readonly path: Path;
	readonly at: "key" | "value";
	readonly message: string;
	readonly suggestion: string | undefined;
	readonly severity: "error" | "warning";
}

export interface ReadKubernetesSource {
	/** Undefined when there is an error. */
	readonly source: KubernetesSource | undefined;
	readonly problems: readonly SourceProblem[];
}

/**
 * Reads the `config` of a `botkube/kubernetes` entry, weakly typed as Botkube does, with every default filled in. A key that is not
 * known is left out with a warning: Botkube ignored it, so configurations have them. Never throws for what is in it.
 */
export function readKubernetesSource(config: unknown): ReadKubernetesSource {
	const given = withoutNulls(config ?? {});
	const first = kubernetesSourceSchema.safeParse(given);
	if (first.success) return { source: first.data, problems: [] };
	const problems = first.error.issues.flatMap(problemsOf);
	for (const issue of first.error.issues)
		if (issue.code === "unrecognized_keys")
			removeKeys(given, issue.path as Path, issue.keys);
	return {
		source: kubernetesSourceSchema.safeParse(given).data,
		problems,
	};
}

function problemsOf(issue: z.core.$ZodIssue): SourceProblem[] {
	const path = issue.path as Path;
	if (issue.code !== "unrecognized_keys")
		return [
			{
				path,
				at: "value",
				message: plainMessage(issue),
				suggestion: undefined,
				severity: "error",
			},
		];
	const known = knownKeys(path, kubernetesSourceSchema);
	return issue.keys.map((key) => ({
		path: [...path, key],
		at: "key",
		message: `unknown key "${key}" is ignored`,
		suggestion: nearestName(key, known),
		severity: "warning",
	}));
}

function removeKeys(root: unknown, path: Path, keys: readonly string[]): void {
	let value = root;
	for (const part of path)
		value = (value as Record<string | number, unknown>)[part];
	for (const key of keys) delete (value as Record<string, unknown>)[key];
}

/** A copy in which a key without a value is as good as not written. */
function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, member]) => member !== null)
			.map(([key, member]) => [key, withoutNulls(member)]),
	);
}
