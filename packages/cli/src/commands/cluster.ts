import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { type AddCommand, examples } from "./command.ts";
import { outputOption, repeated } from "./options.ts";

/** `qd cluster`: which clusters there are and how they stand. */
export const addCluster: AddCommand = (program, context) => {
	const cluster = program
		.command("cluster")
		.description("The clusters of your organisation");
	addClusterAdd(cluster, context);
	addClusterManifest(cluster, context);
	cluster
		.command("list")
		.alias("ls")
		.description("Every cluster and how it stands")
		.option(
			"-l, --selector <selector>",
			"only clusters whose labels match, e.g. region=eu",
		)
		.addOption(outputOption())
		.addHelpText(
			"after",
			examples("qd cluster list", "qd cluster list -l region=eu -o json"),
		)
		.action(async (options: { selector?: string; output: string }) => {
			const { listClusters } = await import("../cluster/list-clusters.ts");
			await listClusters(options, context);
		});
	cluster
		.command("show")
		.description("One cluster, its agent and its plugins")
		.argument("<name>", "as qd cluster list shows it")
		.addOption(outputOption())
		.addHelpText("after", examples("qd cluster show prod"))
		.action(async (name: string, options: { output: string }) => {
			const { showCluster } = await import("../cluster/show-cluster.ts");
			await showCluster(name, options, context);
		});
	addCredentialVerbs(cluster, context);
	cluster
		.command("remove")
		.alias("rm")
		.description("Forget a cluster and cut off its agent at once")
		.argument("<name>", "as qd cluster list shows it")
		.addHelpText("after", examples("qd cluster remove old-staging"))
		.action(async (name: string) => {
			const { removeClusterDocument } = await import("../api/documents.ts");
			await context.api().ask(removeClusterDocument, { name });
			context.terminal.out(`${name} is removed and its agent is cut off.\n`);
		});
};

function addClusterAdd(cluster: Command, context: CommandContext): void {
	cluster
		.command("add")
		.description(
			"Make room for a cluster and get the token its agent joins with (once, within an hour)",
		)
		.argument("<name>", "lower-case letters, digits and -")
		.option(
			"--label <name=value>",
			"a label for selecting it later; may be repeated",
			repeated,
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
				await addOneCluster(name, options, context);
			},
		);
}

function addClusterManifest(cluster: Command, context: CommandContext): void {
	cluster
		.command("manifest")
		.description(
			"Print what a cluster of yours must say before people can work in it; look at it, then apply it",
		)
		.option(
			"--email <address>",
			"who may edit there in channel #ops; you, unless told",
		)
		.option(
			"--service-account",
			"with a service account for an agent that runs in the cluster",
		)
		.addHelpText(
			"after",
			examples(
				"qd cluster manifest | kubectl apply -f -",
				"qd cluster manifest --email ana@example.com > quarterdeck.yaml",
			),
		)
		.action(async (options: { email?: string; serviceAccount?: boolean }) => {
			const { printManifest } = await import("../cluster/print-manifest.ts");
			await printManifest(options, context);
		});
}

function addCredentialVerbs(cluster: Command, context: CommandContext): void {
	cluster
		.command("rotate")
		.description(
			"Have the agent of a cluster take a credential for a new key at once; the old one is revoked, commands go on",
		)
		.argument("<name>", "as qd cluster list shows it")
		.addHelpText("after", examples("qd cluster rotate prod"))
		.action(async (name: string) => {
			const { rotateCredentialDocument } = await import("../api/documents.ts");
			await context.api().ask(rotateCredentialDocument, { name });
			context.terminal.out(
				`The agent of ${name} has a new credential; the old one is revoked.\n`,
			);
		});
	cluster
		.command("revoke")
		.description(
			"Cut off the agent of a cluster at once and keep the cluster; a new join token lets an agent in again",
		)
		.argument("<name>", "as qd cluster list shows it")
		.addHelpText("after", examples("qd cluster revoke prod"))
		.action(async (name: string) => {
			const { revokeCredentialDocument } = await import("../api/documents.ts");
			await context.api().ask(revokeCredentialDocument, { name });
			context.terminal.out(
				`The agent of ${name} is cut off. Let one in again with: qd cluster add ${name} --again\n`,
			);
		});
}
