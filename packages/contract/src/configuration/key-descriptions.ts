/** Descriptions of the configuration's keys, by the end of their path; shown by editors. */
export const keyDescriptions: Readonly<Record<string, string>> = {
	executors:
		"Groups of plugins that run commands. A channel binds groups by name.",
	sources:
		"Groups of plugins that report events. A channel, a sink or an action binds groups by name.",
	aliases: "Short names for commands.",
	actions:
		"Automatic reactions to events: each runs a command once for an event.",
	communications:
		"Chat platforms and the console, in groups, with their channels.",
	settings: "How agents run commands.",
	analytics: "Accepted for Botkube's files and ignored: nothing is reported.",
	plugins:
		"Where plugins are downloaded from, and what happens when one stops.",
	configWatcher:
		"Accepted for Botkube's files and ignored: configurations are sent to agents automatically.",

	enabled: "Whether this entry is in use.",
	displayName: "The name shown to people.",
	config: "The configuration of the plugin, with the keys the plugin defines.",
	context: "What the plugin gets from the agent for a run.",
	network:
		"What the plugin reaches. none: nothing. gate: the API server, through the agent's gate. all: every address that the agent's machine reaches; the agent's ceiling must allow it.",
	memory:
		"The most memory that one process of the plugin, and what it starts, may use, such as 256Mi. Default, and limit: what the agent allows (QD_PLUGIN_MEMORY_BYTES).",
	$secret:
		"Where the secret is kept: env:NAME, file:PATH or kubernetes:NAME/KEY. Agents resolve it inside config, the control plane under communications; both only what their own settings allow.",
	rbac: "The Kubernetes user and groups a run acts as. Without it a run has no identity; if it is empty, an anonymous one.",
	"rbac.user": "The Kubernetes user a run acts as.",
	"rbac.group": "The Kubernetes groups a run acts as.",
	"user.type":
		"Static: the name given here. Email: the person who runs the command. ChannelName: the channel it is run in.",
	"group.type":
		"Static: the names given here. UserGroupName: the groups of the person who runs the command. ChannelName: the channel it is run in.",
	prefix: "Text added before each name.",
	static: "The names for the type Static.",
	value: "The name.",
	values: "The names.",

	"aliases.*.command":
		"The words the alias stands for. It is replaced once, at the beginning of a command.",
	"actions.*.command": "The command to run.",
	bindings: "The groups that are used here.",
	"bindings.executors":
		"Names of the executor groups whose plugins can be run here.",
	"bindings.sources": "Names of the source groups that report here.",

	console: "Channels of the web console and of qd run.",
	channels: "Channels, each under an alias.",
	"channels.*.name": "The channel's name, which ChannelName maps.",
	"channels.*.id": "The channel's id on the platform.",
	"channels.*.channelID": "The channel's id on the platform.",
	members:
		"Who may run and read commands here: email addresses, with * and ? as wildcards, and group:NAME. Default: everyone in the organisation.",
	clusters:
		"The clusters that commands run in by default: names, globs (prod-*) and labels (region=eu).",
	notification: "Whether events are reported here.",
	"notification.disabled": "True: no events are reported here.",

	socketSlack: "Slack in socket mode.",
	cloudSlack: "Slack through the app of Botkube Cloud.",
	cloudTeams: "Microsoft Teams through the app of Botkube Cloud.",
	mattermost: "Mattermost.",
	discord: "Discord.",
	webhook: "Sends events to an address.",
	elasticsearch: "Writes events to Elasticsearch.",
	pagerDuty: "Sends events to PagerDuty.",
	botToken: "Secret: the Slack bot token, xoxb-….",
	appToken: "Secret: the Slack app token, xapp-….",
	token: "Secret: the bot's token for the platform.",
	botID: "The bot's id on the platform.",
	botName: "The name by which people mention the bot.",
	team: "The Mattermost team.",
	teams: "Teams and their channels.",
	"teams.[].id": "The team's id on the platform.",
	executionEventStreamingDisabled:
		"True: the progress of commands is not streamed.",
	messageTriggers: "Commands that are run for messages of other people.",
	"messageTriggers.[].event": "The platform's event to react to.",
	"messageTriggers.[].text": "The texts to react to.",
	"text.include": "At least one of these patterns must match.",
	"text.exclude": "None of these patterns may match.",
	"messageTriggers.[].users": "Whose messages to react to.",
	"users.exclude": "People whose messages are ignored.",
	"messageTriggers.[].command": "The command to run.",
	"messageTriggers.[].executors":
		"Names of the executor groups that may run it.",
	processedEmojiIndicator:
		"The emoji added to a message for which a command was run.",

	server: "The server to connect to.",
	url: "The address of the server.",
	"webhook.url": "Secret: the address to send events to.",
	disableTransportSecurity: "True: the connection is not encrypted.",
	tls: "How the server's certificate is checked.",
	caCertificate: "Certificates to trust, in PEM format.",
	useSystemCertPool: "Whether to trust the system's certificates too.",
	insecureSkipVerify:
		"True: the server's certificate is not checked, so anybody can pose as the server.",
	skipTLSVerify:
		"True: the server's certificate is not checked, so anybody can pose as the server.",
	username: "Secret: the name to sign in with.",
	password: "Secret: the password to sign in with.",
	awsSigning: "Signs requests for AWS.",
	awsRegion: "The AWS region.",
	roleArn: "The AWS role that signs.",
	logLevel: "How much is logged.",
	indices: "The indices to write events to.",
	"indices.*.name": "The name of the index.",
	"indices.*.type": "The type of the documents.",
	shards: "How many shards a new index has.",
	replicas: "How many replicas a new index has.",
	integrationKey: "Secret: the integration key of the PagerDuty service.",
	v2EventsAPIBasePath: "The address of PagerDuty, if not the default.",

	clusterName:
		"Accepted for Botkube's files and ignored: a cluster has the name it was added with.",
	credentials:
		"gate: runs reach the cluster through the agent's gate and never see its token. direct: they get the agent's own kubeconfig.",
	review:
		"configuration: a change that widens rights waits for a second member. Empty: changes take effect at once.",
	sandbox:
		"required: a plugin that cannot be sandboxed is not run. none: it is run without a sandbox.",
	concurrentCommands: "Maximum number of commands an agent runs at a time.",
	maxOutputBytes: "Maximum size of the output of one command, in bytes.",
	upgradeNotifier: "Accepted for Botkube's files and ignored.",
	systemConfigMap: "Accepted for Botkube's files and ignored.",
	persistentConfig: "Accepted for Botkube's files and ignored.",
	runtime: "Accepted for Botkube's files and ignored.",
	startup: "Accepted for Botkube's files and ignored.",
	fileName: "Accepted for Botkube's files and ignored.",
	configMap: "Accepted for Botkube's files and ignored.",
	annotations: "Accepted for Botkube's files and ignored.",
	labels: "Accepted for Botkube's files and ignored.",
	name: "Accepted for Botkube's files and ignored.",
	namespace: "Accepted for Botkube's files and ignored.",
	metricsPort: "Accepted for Botkube's files and ignored.",
	healthPort: "Accepted for Botkube's files and ignored.",
	log: "Accepted for Botkube's files and ignored: logging is part of an agent's own settings.",
	level: "Accepted for Botkube's files and ignored.",
	disableColors: "Accepted for Botkube's files and ignored.",
	formatter: "Accepted for Botkube's files and ignored.",
	informersResyncPeriod: "Accepted for Botkube's files and ignored.",
	kubeconfig:
		"Accepted for Botkube's files and ignored: an agent gets its kubeconfig when it starts.",
	saCredentialsPathPrefix: "Accepted for Botkube's files and ignored.",
	disable: "Accepted for Botkube's files and ignored.",
	remote: "Accepted for Botkube's files and ignored.",
	pollInterval: "Accepted for Botkube's files and ignored.",
	inCluster: "Accepted for Botkube's files and ignored.",
	informerResyncPeriod: "Accepted for Botkube's files and ignored.",
	deployment: "Accepted for Botkube's files and ignored.",

	cacheDir: "Directory for downloaded plugins.",
	repositories:
		"Where plugins are downloaded from, by the name before the / in a plugin's key.",
	headers: "Secret: headers to send when downloading plugins.",
	publicKey: "Ed25519 key, 32 bytes in base64: the index must be signed by it.",
	allowUnverified:
		"Whether files without a checksum are used; the agent must allow it, too.",
	incomingWebhook: "Where sources receive events from outside.",
	port: "The port.",
	inClusterBaseURL: "The address inside the cluster.",
	restartPolicy: "What happens when a plugin stops unexpectedly.",
	"restartPolicy.type":
		"DeactivatePlugin (after so many restarts), or RestartAgent: the plugin is restarted without an end.",
	threshold: "How many restarts are tried before that.",
	healthCheckInterval:
		"How often the health of plugins is checked, for example 10s.",
};
