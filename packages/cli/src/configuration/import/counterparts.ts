import type { Path } from "@quarterdeck/contract/configuration";

/** Keys that are accepted and do nothing here, by the beginning of their path: why, and what to do instead. */
const withoutEffect: readonly (readonly [string, string])[] = [
	[
		"settings.clusterName",
		"a cluster has the name it is added with: qd cluster add NAME",
	],
	["settings.upgradeNotifier", "new versions are not announced in channels"],
	[
		"settings.systemConfigMap",
		"agents keep what they need in their state folder (QD_STATE_DIR)",
	],
	[
		"settings.persistentConfig",
		"changes made by commands are versions of the configuration: qd config history",
	],
	[
		"settings.metricsPort",
		"set QD_OPERATIONS_PORT of each agent, which serves /metrics",
	],
	[
		"settings.healthPort",
		"set QD_OPERATIONS_PORT of each agent, which serves /healthz and /readyz",
	],
	["settings.log", "set QD_LOG_LEVEL of each agent; logs are JSON"],
	["settings.informersResyncPeriod", "watches go on where they were cut"],
	["settings.kubeconfig", "set KUBECONFIG of each agent"],
	[
		"settings.saCredentialsPathPrefix",
		"agents find the service account of their pod themselves",
	],
	["analytics", "nothing is reported to anybody"],
	[
		"configWatcher",
		"qd config apply sends a change to every agent at once, without a restart",
	],
];

/** What became of Botkube's key here: why it does nothing; undefined when it is used. */
export function whyWithoutEffect(path: Path): string | undefined {
	const text = path.join(".");
	return withoutEffect.find(
		([beginning]) => text === beginning || text.startsWith(`${beginning}.`),
	)?.[1];
}

/** Chat platforms that a configuration may name and nothing connects to. */
const notConnected: readonly string[] = [
	"socketSlack",
	"mattermost",
	"discord",
];

/** What whoever takes a platform over has to know; empty for those that are used as they are. */
export function aboutPlatform(platform: string, group: string): string {
	return notConnected.includes(platform)
		? `it is checked and kept, and not connected in this version; to use its bindings in the browser and with qd run, bind the same groups in a channel of communications.${group}.console`
		: "";
}

/** Platforms of Botkube Cloud, and what stands for each. */
export const cloudPlatforms: Readonly<Record<string, string>> = {
	cloudSlack:
		"Botkube Cloud and its Slack app are shut down: move the channels to socketSlack, with the tokens of an app of your own",
	cloudTeams:
		"Botkube Cloud and its Teams app are shut down: the channels are kept for when you connect a bot of your own",
};

/** Of plugins that are not there any more. */
export const retiredPlugins: Readonly<Record<string, string>> = {
	keptn:
		"Keptn is retired and there is no such source: let whatever replaced it call a webhook",
};

/** Why keys of the chart are left out; the others say how Botkube is deployed. */
export const whyOfChartKey: Readonly<Record<string, string>> = {
	rbac: "the chart makes ClusterRoles of it; give its groups their rights in the cluster yourself",
	existingCommunicationsSecretName:
		"the channels are in that Secret; add its comm_config.yaml to the configuration",
	extraEnv: "see each variable",
	kubeconfig: "it says how Botkube is deployed; set KUBECONFIG of the agent",
	config: "it belongs to Botkube Cloud, which is shut down",
};
