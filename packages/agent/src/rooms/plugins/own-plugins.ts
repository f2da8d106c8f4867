import { existsSync } from "node:fs";
import type { PluginKey } from "@quarterdeck/contract";
import type { PluginKind } from "@quarterdeck/plugin-sdk/host";
import { whyChangeable } from "../plugin-store/index.ts";

/** The keys that our own plugins answer to, under any version. Botkube had its helm and prometheus in either repository. */
const ownPlugins: Readonly<
	Record<PluginKind, Readonly<Record<string, string>>>
> = {
	executor: {
		"botkube/kubectl": "kubectl",
		"botkube/helm": "helm",
		"botkubeExtra/helm": "helm",
		"quarterdeck/exec": "exec",
	},
	source: {
		"botkube/prometheus": "prometheus",
		"botkubeExtra/prometheus": "prometheus",
	},
};

/** The folder below `plugins/` of the plugin of ours that a key means; undefined when it means another's. */
export function ownPlugin(
	{ repository, name }: PluginKey,
	kind: PluginKind,
): string | undefined {
	const key = `${repository}/${name}`;
	const own = ownPlugins[kind];
	return Object.hasOwn(own, key) ? own[key] : undefined;
}

/** Programs of this machine that our plugins run. */
export interface OwnPrograms {
	/** The kubectl that our kubectl plugin runs; without one, the plugin reports that it is missing. */
	readonly kubectl: string | undefined;
	/** The same for helm. */
	readonly helm?: string | undefined;
	/** Absolute paths of the programs that configurations may name for our exec plugin. */
	readonly execPrograms?: readonly string[] | undefined;
}

/** How a plugin of ours is told of the programs it may run, and their paths, for its cell. */
export function givenPrograms(
	plugin: string,
	{ kubectl, helm, execPrograms = [] }: OwnPrograms,
):
	| {
			readonly env: Readonly<Record<string, string>>;
			readonly reads: readonly string[];
	  }
	| { readonly problem: string } {
	if (plugin === "exec") return forExec(execPrograms);
	if (plugin === "prometheus") return { env: {}, reads: [] };
	const [variable, program] =
		plugin === "helm" ? ["QD_HELM", helm] : ["QD_KUBECTL", kubectl];
	return program
		? { env: { [variable as string]: program }, reads: [program] }
		: { env: {}, reads: [] };
}

/** A program that is not there fails when it is run, by its name; one that others can change must never be run. */
function forExec(
	programs: readonly string[],
): ReturnType<typeof givenPrograms> {
	const there = programs.filter((program) => existsSync(program));
	for (const program of there) {
		const problem = whyChangeable(program);
		if (problem !== undefined)
			return { problem: `a program of exec is not run: ${problem}` };
	}
	return { env: { QD_EXEC_PROGRAMS: programs.join(",") }, reads: there };
}
