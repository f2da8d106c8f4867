import { pluginsBound } from "../../../rooms/catalog/index.ts";
import { formatTable } from "../run/format-table.ts";
import type {
	BuiltIn,
	BuiltInDeps,
	BuiltInRequest,
} from "./built-in-command.ts";
import { listedClusters } from "./list-features.ts";

export const help = {
	names: ["help"],
	does: "show this",
	/** @param commands what can be said, and what it does. */
	answer: async (
		{ configuration, channel }: BuiltInRequest,
		commands: readonly (readonly [command: string, does: string])[],
	): Promise<string> => {
		const plugins = pluginsBound(configuration, channel.bindings.executors);
		return [
			plugins.length === 0
				? "No executor is bound to this channel. Only these commands work:"
				: `In this channel you can run: ${plugins.join(", ")}`,
			"",
			formatTable(commands),
			"Flags, anywhere before a --. In quotes they are passed to the program:",
			formatTable([
				["--cluster NAME,…", "names, globs (prod-*) or labels (region=eu)"],
				["--all-clusters", "all clusters"],
				["--filter TEXT", "only output lines that contain TEXT"],
				["--timeout 30s", "maximum duration"],
			]),
		].join("\n");
	},
};

export const ping: BuiltIn = {
	names: ["ping"],
	does: "check that the control plane responds",
	answer: async (deps, request) => `pong\n\n${await versions(deps, request)}`,
};

export const version: BuiltIn = {
	names: ["version"],
	does: "show the versions of the control plane and of the clusters",
	answer: versions,
};

export const feedback: BuiltIn = {
	names: ["feedback"],
	does: "say where to tell what you think",
	answer: async () =>
		"Quarterdeck reports nothing about you to anybody. Tell whoever runs it here what you think of it, or open an issue where its source code is kept.\n",
};

async function versions(
	deps: BuiltInDeps,
	request: BuiltInRequest,
): Promise<string> {
	const { clusters, isCut } = await listedClusters(deps, request);
	const byVersion = Map.groupBy(
		clusters,
		({ agent }) => agent?.kubernetes?.version ?? "unknown",
	);
	const servers = [...byVersion].map(
		([number, those]) =>
			`K8s Server Version: ${number} (${namesOf(those.map(({ name }) => name))})\n`,
	);
	return [
		...servers,
		...(isCut ? ["… and of more clusters\n"] : []),
		`Quarterdeck version: ${deps.version}\n`,
	].join("");
}

const namedAtMost = 5;

function namesOf(names: readonly string[]): string {
	const others = names.length - namedAtMost;
	const named = names.slice(0, namedAtMost).join(", ");
	return others > 0 ? `${named} and ${others} more` : named;
}
