import { z } from "zod";
import { rbacMappingSchema } from "./rbac-mapping.ts";

/** What a plugin reaches, narrowest first: nothing, the agent's gate to the API server, or all that the agent's machine reaches. */
export const pluginNetworks = ["none", "gate", "all"] as const;
export type PluginNetwork = (typeof pluginNetworks)[number];

/** Bytes of memory that a plugin may be given. */
export const pluginMemoryBytes = {
	least: 16_777_216,
	most: 68_719_476_736,
} as const;

/**
 * Whether a list of plugin keys, as an agent's ceiling has it, lets a plugin use the network of the machine. `*` stands for every plugin;
 * a key without a version for all versions.
 */
export function mayUseNetwork(
	allowed: readonly string[],
	key: string,
): boolean {
	const [unversioned = ""] = key.split("@");
	return ["*", key, unversioned].some((one) => allowed.includes(one));
}

/** One plugin of an executor group, as the agent runs it. `config` is handed to the plugin as it is. */
export const pluginEntrySchema = z.object({
	key: z.string().max(256),
	enabled: z.boolean(),
	config: z.unknown().optional(),
	/** Absent: the plugin is lent no identity. */
	rbac: rbacMappingSchema.optional(),
	/** Absent: the gate, or with `credentials: direct` everything. */
	network: z.enum(pluginNetworks).optional(),
	/** Of one process with all that it starts; absent, or more than the agent allows: what the agent allows. */
	memoryBytes: z
		.number()
		.int()
		.min(pluginMemoryBytes.least)
		.max(pluginMemoryBytes.most)
		.optional(),
});
export type PluginEntry = z.output<typeof pluginEntrySchema>;

export const executorGroupSchema = z.object({
	name: z.string().max(256),
	plugins: z.array(pluginEntrySchema).max(100),
});

/** Sources that are told to somebody. The agent runs each of its plugins once, whoever is told. */
export const sourceGroupSchema = z.object({
	name: z.string().max(256),
	displayName: z.string().max(256).optional(),
	/** Whether somebody who is told can press buttons. */
	interactive: z.boolean(),
	plugins: z.array(pluginEntrySchema).max(100),
});
export type SourceGroup = z.output<typeof sourceGroupSchema>;

/** How the agent lends credentials: through its gate, or (for set-ups that need it) Botkube's kubeconfig with the token. */
export const credentialModes = ["gate", "direct"] as const;
/** How the agent keeps plugins apart; `none` is for machines that offer no means, and is shown as a warning. */
export const sandboxModes = ["required", "none"] as const;

export const agentSettingsSchema = z.object({
	credentials: z.enum(credentialModes).default("gate"),
	sandbox: z.enum(sandboxModes).default("required"),
	/** Commands that run in this cluster at the same time; the next one is answered "busy". */
	concurrentCommands: z.number().int().min(1).max(200).default(8),
	/** Bytes of output kept for one command in one cluster; what comes after is counted and cut. */
	maxOutputBytes: z
		.number()
		.int()
		.min(1024)
		.max(1_073_741_824)
		.default(33_554_432),
});
export type AgentSettings = z.output<typeof agentSettingsSchema>;

/** What a configuration may weaken only where the agent's own ceiling allows it: its credential lent out, plugins not isolated. */
export const weakenings = ["direct", "unsandboxed"] as const;
export type Weakening = (typeof weakenings)[number];

/** The weakenings that these settings ask for, with the setting that asks for each. */
export function weakeningsAsked(
	settings: Pick<AgentSettings, "credentials" | "sandbox">,
): readonly { readonly weakening: Weakening; readonly setting: string }[] {
	return [
		...(settings.credentials === "direct"
			? [{ weakening: "direct", setting: "credentials: direct" } as const]
			: []),
		...(settings.sandbox === "none"
			? [{ weakening: "unsandboxed", setting: "sandbox: none" } as const]
			: []),
	];
}

/** What becomes of a plugin that ends by itself: it is started again, the number of times that `threshold` says or without an end. */
export const restartPolicies = ["DeactivatePlugin", "RestartAgent"] as const;

/** How plugins are watched over, and how they are called from outside. */
export const pluginSettingsSchema = z.object({
	restartPolicy: z
		.object({
			type: z.enum(restartPolicies),
			threshold: z.number().int().min(0).max(1_000_000),
		})
		.optional(),
	healthCheckSeconds: z.number().min(1).max(86_400).optional(),
	/** Absent: nobody is listened to. */
	incomingWebhook: z
		.object({
			port: z.number().int().min(0).max(65_535),
			/** What plugins are told of where it is reached. */
			baseUrl: z.string().max(2048).optional(),
		})
		.optional(),
});
export type PluginSettings = z.output<typeof pluginSettingsSchema>;

/** What one agent needs of a configuration version. It is sent whole: half a configuration is never run. */
export const agentConfigurationSchema = z.object({
	version: z.number().int().min(0),
	clusterName: z.string().max(63),
	executors: z.array(executorGroupSchema).max(500),
	/** Absent from control planes of an older version. */
	sources: z.array(sourceGroupSchema).max(500).default([]),
	settings: agentSettingsSchema,
	/** Absent where the configuration says nothing of it, and from control planes of an older version. */
	plugins: pluginSettingsSchema.optional(),
});
export type AgentConfiguration = z.output<typeof agentConfigurationSchema>;
