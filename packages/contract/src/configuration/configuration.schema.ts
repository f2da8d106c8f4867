import { z } from "zod";
import {
	agentSettingsSchema,
	credentialModes,
	pluginMemoryBytes,
	pluginNetworks,
	rbacMappingSchema,
	sandboxModes,
} from "../index.ts";
import { secretReferenceKey } from "../secret-reference.ts";
import { describeSchema } from "./describe-schema.ts";
import {
	oneOf,
	weakBoolean,
	weakBytes,
	weakDuration,
	weakInteger,
	weakList,
	weakText,
} from "./weak.schema.ts";

/*
 * The configuration file: the keys of Botkube 1.14 (docs/architecture/botkube-compatibility.md#configuration), ours beside them. What the parts mean
 * together is checked in check-*.ts; here every key must be known and every value of its type.
 */

const text = weakText();
/** Text, or where it is kept: for what proves somebody, and for addresses that open what they lead to. */
const credential = z.union(
	[z.strictObject({ [secretReferenceKey]: z.string().max(2048) }), text],
	{ error: "expected text, or a reference to a secret ({$secret: …})" },
);
const enabled = weakBoolean.default(false);

const pluginEntrySchema = z.strictObject({
	displayName: text.optional(),
	enabled,
	config: z.unknown().optional(),
	context: z.strictObject({ rbac: rbacMappingSchema.optional() }).optional(),
	network: oneOf(pluginNetworks).optional(),
	memory: weakBytes(pluginMemoryBytes.least, pluginMemoryBytes.most).optional(),
});

/** Plugin keys stand beside `displayName`. */
const pluginGroupSchema = z
	.object({ displayName: text.optional() })
	.catchall(pluginEntrySchema);

const bindingsSchema = z.strictObject({
	sources: weakList.default([]),
	executors: weakList.default([]),
});
const sinkBindingsSchema = z.strictObject({ sources: weakList.default([]) });

const notificationSchema = z.strictObject({ disabled: enabled });

const channelByNameSchema = z.strictObject({
	name: text,
	notification: notificationSchema.optional(),
	bindings: bindingsSchema.optional(),
});
const channelByIdSchema = z.strictObject({
	id: text,
	notification: notificationSchema.optional(),
	bindings: bindingsSchema.optional(),
});
const messageTriggersSchema = z.array(
	z.strictObject({
		event: text.optional(),
		text: z
			.strictObject({
				include: weakList.optional(),
				exclude: weakList.optional(),
			})
			.optional(),
		users: z.strictObject({ exclude: weakList.optional() }).optional(),
		command: text.optional(),
		executors: weakList.optional(),
		processedEmojiIndicator: text.optional(),
	}),
);
const slackChannelSchema = channelByNameSchema.extend({
	messageTriggers: messageTriggersSchema.optional(),
});
const serverSchema = z.strictObject({
	url: text.optional(),
	disableTransportSecurity: weakBoolean.optional(),
	tls: z
		.strictObject({
			caCertificate: text.optional(),
			useSystemCertPool: weakBoolean.optional(),
			insecureSkipVerify: weakBoolean.optional(),
		})
		.optional(),
});

/** Ours: people speak in the web console and with `qd run`. */
const consoleSchema = z.strictObject({
	enabled: weakBoolean.default(true),
	channels: z
		.record(
			z.string(),
			z.strictObject({
				name: text,
				members: weakList.optional(),
				clusters: weakList.optional(),
				notification: notificationSchema.optional(),
				bindings: bindingsSchema.optional(),
			}),
		)
		.default({}),
});

const communicationGroupSchema = z.strictObject({
	console: consoleSchema.optional(),
	socketSlack: z
		.strictObject({
			enabled,
			channels: z.record(z.string(), slackChannelSchema).default({}),
			botToken: credential.optional(),
			appToken: credential.optional(),
		})
		.optional(),
	cloudSlack: z
		.strictObject({
			enabled,
			channels: z
				.record(
					z.string(),
					slackChannelSchema.extend({ channelID: text.optional() }),
				)
				.default({}),
			token: credential.optional(),
			botID: text.optional(),
			server: serverSchema.optional(),
			executionEventStreamingDisabled: weakBoolean.optional(),
		})
		.optional(),
	cloudTeams: z
		.strictObject({
			enabled,
			botName: text.optional(),
			server: serverSchema.optional(),
			teams: z
				.array(
					z.strictObject({
						id: text,
						channels: z.record(z.string(), channelByIdSchema).default({}),
					}),
				)
				.default([]),
		})
		.optional(),
	mattermost: z
		.strictObject({
			enabled,
			botName: text.optional(),
			url: credential.optional(),
			token: credential.optional(),
			team: text.optional(),
			channels: z.record(z.string(), channelByNameSchema).default({}),
		})
		.optional(),
	discord: z
		.strictObject({
			enabled,
			token: credential.optional(),
			botID: text.optional(),
			channels: z.record(z.string(), channelByIdSchema).default({}),
		})
		.optional(),
	webhook: z
		.strictObject({
			enabled,
			url: credential.optional(),
			bindings: sinkBindingsSchema.optional(),
		})
		.optional(),
	elasticsearch: z
		.strictObject({
			enabled,
			username: credential.optional(),
			password: credential.optional(),
			server: credential.optional(),
			skipTLSVerify: weakBoolean.optional(),
			awsSigning: z
				.strictObject({
					enabled: weakBoolean.optional(),
					awsRegion: text.optional(),
					roleArn: text.optional(),
				})
				.optional(),
			logLevel: text.optional(),
			indices: z
				.record(
					z.string(),
					z.strictObject({
						name: text,
						type: text.optional(),
						shards: weakInteger(0, 1024).optional(),
						replicas: weakInteger(0, 1024).optional(),
						bindings: sinkBindingsSchema.optional(),
					}),
				)
				.default({}),
		})
		.optional(),
	pagerDuty: z
		.strictObject({
			enabled,
			integrationKey: credential.optional(),
			v2EventsAPIBasePath: text.optional(),
			bindings: sinkBindingsSchema.optional(),
		})
		.optional(),
});

const nameAndNamespace = z.strictObject({
	name: text.optional(),
	namespace: text.optional(),
});
const persistedFile = z.strictObject({
	fileName: text.optional(),
	configMap: nameAndNamespace
		.extend({
			annotations: z.record(z.string(), text).optional(),
			labels: z.record(z.string(), text).optional(),
		})
		.optional(),
});

const agentDefaults = agentSettingsSchema.parse({});

const settingsSchema = z.strictObject({
	clusterName: text.default(""),
	upgradeNotifier: weakBoolean.optional(),
	systemConfigMap: nameAndNamespace.optional(),
	persistentConfig: z
		.strictObject({
			runtime: persistedFile.optional(),
			startup: persistedFile.optional(),
		})
		.optional(),
	metricsPort: text.optional(),
	healthPort: text.optional(),
	log: z
		.strictObject({
			level: oneOf([
				"info",
				"warn",
				"debug",
				"error",
				"fatal",
				"panic",
			]).optional(),
			disableColors: weakBoolean.optional(),
			formatter: oneOf(["", "text", "json"]).optional(),
		})
		.optional(),
	informersResyncPeriod: weakDuration.optional(),
	kubeconfig: text.optional(),
	saCredentialsPathPrefix: text.optional(),
	review: oneOf(["", "configuration"]).default(""),
	credentials: oneOf(credentialModes).default(agentDefaults.credentials),
	sandbox: oneOf(sandboxModes).default(agentDefaults.sandbox),
	concurrentCommands: weakInteger(1, 200).default(
		agentDefaults.concurrentCommands,
	),
	maxOutputBytes: weakInteger(1024, 1_073_741_824).default(
		agentDefaults.maxOutputBytes,
	),
});

export const configurationSchema = z.strictObject({
	executors: z.record(z.string(), pluginGroupSchema).default({}),
	sources: z.record(z.string(), pluginGroupSchema).default({}),
	aliases: z
		.record(
			z.string(),
			z.strictObject({
				command: text.default(""),
				displayName: text.optional(),
			}),
		)
		.default({}),
	actions: z
		.record(
			z.string(),
			z.strictObject({
				enabled,
				displayName: text.optional(),
				command: text.default(""),
				bindings: bindingsSchema.optional(),
			}),
		)
		.default({}),
	communications: z.record(z.string(), communicationGroupSchema).default({}),
	settings: settingsSchema.prefault({}),
	analytics: z.strictObject({ disable: weakBoolean.optional() }).optional(),
	configWatcher: z
		.strictObject({
			enabled: weakBoolean.optional(),
			remote: z
				.strictObject({ pollInterval: weakDuration.optional() })
				.optional(),
			inCluster: z
				.strictObject({ informerResyncPeriod: weakDuration.optional() })
				.optional(),
			deployment: nameAndNamespace.optional(),
		})
		.optional(),
	plugins: z
		.strictObject({
			cacheDir: text.optional(),
			repositories: z
				.record(
					z.string(),
					z.strictObject({
						url: text.optional(),
						headers: z.record(z.string(), text).optional(),
						publicKey: text.optional(),
						allowUnverified: weakBoolean.optional(),
					}),
				)
				.optional(),
			incomingWebhook: z
				.strictObject({
					enabled: weakBoolean.optional(),
					port: weakInteger(0, 65_535).optional(),
					inClusterBaseURL: text.optional(),
				})
				.optional(),
			restartPolicy: z
				.strictObject({
					type: text.optional(),
					threshold: weakInteger(0, 1_000_000).optional(),
				})
				.optional(),
			healthCheckInterval: weakDuration.optional(),
		})
		.optional(),
});
export type ConfigurationFile = z.output<typeof configurationSchema>;

/** JSON Schema of the file, for editors, with a description for every key. Weakly typed places are shown as what they accept. */
export function configurationJsonSchema(): unknown {
	return describeSchema(
		z.toJSONSchema(configurationSchema, {
			io: "input",
			unrepresentable: "any",
		}),
	);
}
