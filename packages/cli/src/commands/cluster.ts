import type { Command } from "commander";
import type { Surroundings } from "../surroundings.ts";
import { type AddCommand, examples } from "./command.ts";

/** `qd cluster`: which clusters there are and how they stand. */
export const addCluster: AddCommand = (program, surroundings) => {
	const cluster = program
		.command("cluster")
		.description("The clusters of your organisation");
	addClusterAdd(cluster, surroundings);
	cluster
		.command("list")
		.alias("ls")
		.description("Every cluster and how it stands")
		.option(
			"-l, --selector <selector>",
			"only clusters whose labels match, e.g. region=eu",
		)
		.option("-o, --output <format>", "text or json", "text")
		.addHelpText(
			"after",
			examples("qd cluster list", "qd cluster list -l region=eu -o json"),
		)
		.action(async (options: { selector?: string; output: string }) => {
			const { listClusters } = await import("../cluster/list-clusters.ts");
			await listClusters(options, surroundings);
		});
	cluster
		.command("show")
		.description("One cluster, its agent and its plugins")
		.argument("<name>")
		.option("-o, --output <format>", "text or json", "text")
		.addHelpText("after", examples("qd cluster show prod"))
		.action(async (name: string, options: { output: string }) => {
			const { showCluster } = await import("../cluster/show-cluster.ts");
			await showCluster(name, options, surroundings);
		});
	cluster
		.command("remove")
		.alias("rm")
		.description("Forget a cluster and cut off its agent at once")
		.argument("<name>")
		.addHelpText("after", examples("qd cluster remove old-staging"))
		.action(async (name: string) => {
			const { removeClusterDocument } = await import("../api/documents.ts");
			await surroundings.api().ask(removeClusterDocument, { name });
			surroundings.terminal.out(
				`${name} is removed and its agent is cut off.\n`,
			);
		});
};

function addClusterAdd(cluster: Command, surroundings: Surroundings): void {
	cluster
		.command("add")
		.description(
			"Make room for a cluster and get the token its agent joins with (once, within an hour)",
		)
		.argument("<name>", "lower-case letters, digits and -")
		.option(
			"--label <name=value>",
			"a label for selecting it later; may be repeated",
			(text: string, before: string[]) => [...before, text],
			[],
		)
		.option(
			"--again",
			"a new token for a cluster that exists; its old agent is cut off when the new one joins",
		)
		.addHelpText(
			"after",
			examples(
				"qd cluster add prod --label region=eu --label tier=1",
				"qd cluster add prod --again",
			),
		)
		.action(
			async (name: string, options: { label: string[]; again?: boolean }) => {
				const { addOneCluster } = await import("../cluster/add-cluster.ts");
				await addOneCluster(name, options, surroundings);
			},
		);
}
