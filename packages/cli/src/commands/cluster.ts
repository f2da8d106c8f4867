import { type Command, Option } from "commander";
import { type ClusterOrder, clusterOrders } from "../cluster/cluster-orders.ts";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import type { ListOutput, ThingOutput } from "../output/list-outputs.ts";
import { type AddCommand, examples } from "./command.ts";
import {
	listOutputOption,
	repeated,
	thingOutputOption,
	yesOption,
} from "./options.ts";

interface ListOptions {
	readonly selector?: string;
	readonly order: ClusterOrder;
	readonly output: ListOutput;
}

/** `qd cluster`: the clusters and their state. */
export const addCluster: AddCommand = (program, context) => {
	const cluster = program
		.command("cluster")
		.description("Manage the clusters of your organisation");
	addClusterAdd(cluster, context);
	addClusterManifest(cluster, context);
	addClusterCeiling(cluster, context);
	cluster
		.command("list")
		.alias("ls")
		.description("List clusters and their state")
		.option(
			"-l, --selector <selector>",
			"only clusters whose labels match, e.g. region=eu",
		)
		.addOption(
			new Option(
				"--order <order>",
				"what to sort by; trouble puts lost and degraded clusters first, since is the time of the last change of state",
			)
				.choices(clusterOrders)
				.default("name"),
		)
		.addOption(listOutputOption())
		.addHelpText(
			"after",
			examples(
				"qd cluster list",
				"qd cluster list -o wide",
				"qd cluster list --order trouble",
				"qd cluster list --order since-descending",
				"qd cluster list -l region=eu -o json",
			),
		)
		.action(async (options: ListOptions) => {
			const { listClusters } = await import("../cluster/list-clusters.ts");
			await listClusters(options, context);
		});
	cluster
		.command("show")
		.description("Show one cluster, its agent and its plugins")
		.argument("<name>", "name of the cluster, see qd cluster list")
		.addOption(thingOutputOption())
		.addHelpText("after", examples("qd cluster show prod"))
		.action(async (name: string, options: { output: ThingOutput }) => {
			const { showCluster } = await import("../cluster/show-cluster.ts");
			await showCluster(name, options, context);
		});
	addCredentialVerbs(cluster, context);
	cluster
		.command("remove")
		.alias("rm")
		.description("Remove a cluster and disconnect its agent immediately")
		.argument("<name>", "name of the cluster, see qd cluster list")
		.addOption(yesOption())
		.addHelpText(
			"after",
			examples(
				"qd cluster remove old-staging",
				"qd cluster remove old-staging --yes",
			),
		)
		.action(async (name: string, { yes }: { yes?: boolean }) => {
			const { removeClusterDocument } = await import("../api/documents.ts");
			const api = context.api();
			const what = `This removes cluster ${name} and disconnects its agent`;
			await confirm({ what, name, yes }, context.terminal);
			await api.ask(removeClusterDocument, { name });
			context.terminal.out(
				`Removed cluster ${name} and disconnected its agent.\n`,
			);
		});
};

function addClusterAdd(cluster: Command, context: CommandContext): void {
	cluster
		.command("add")
		.description(
			"Add a cluster and print the join token for its agent; the token works once, within an hour",
		)
		.argument(
			"<name>",
			"name of the cluster: lower-case letters, digits and hyphens",
		)
		.addOption(
			new Option(
				"--label <name=value>",
				"label to select the cluster by; can be repeated",
			)
				.argParser(repeated)
				.default([], "none"),
		)
		.option(
			"--again",
			"create a new token for an existing cluster; its current agent is disconnected when the new one joins",
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
			"Print the RBAC manifest that lets people work in a cluster; review it, then apply it",
		)
		.option(
			"--email <address>",
			"person who may change things, through channel ops (default: you)",
		)
		.option(
			"--service-account",
			"include a service account for an agent that runs in the cluster",
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

function addClusterCeiling(cluster: Command, context: CommandContext): void {
	cluster
		.command("ceiling")
		.description(
			"Print a ceiling file, which limits an agent to the identities that the current configuration uses",
		)
		.addHelpText("after", examples("qd cluster ceiling > ceiling.yaml"))
		.action(async () => {
			const { printCeiling } = await import("../cluster/print-ceiling.ts");
			await printCeiling(context);
		});
}

function addCredentialVerbs(cluster: Command, context: CommandContext): void {
	cluster
		.command("rotate")
		.description(
			"Replace the credential of a cluster's agent now; running commands continue",
		)
		.argument("<name>", "name of the cluster, see qd cluster list")
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
			"Revoke the credential of a cluster's agent and disconnect it; the cluster stays",
		)
		.argument("<name>", "name of the cluster, see qd cluster list")
		.addOption(yesOption())
		.addHelpText(
			"after",
			examples("qd cluster revoke prod", "qd cluster revoke prod --yes"),
		)
		.action(async (name: string, { yes }: { yes?: boolean }) => {
			const { revokeCredentialDocument } = await import("../api/documents.ts");
			const api = context.api();
			const what = `This disconnects the agent of ${name} until an agent joins with a new token`;
			await confirm({ what, name, yes }, context.terminal);
			await api.ask(revokeCredentialDocument, { name });
			context.terminal.out(
				`The agent of ${name} is disconnected. To let an agent join again: qd cluster add ${name} --again\n`,
			);
		});
}
