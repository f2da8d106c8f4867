import { z } from "zod";
import {
	agentConfigurationSchema,
	weakenings,
} from "../agent-configuration.ts";
import {
	type EventBatch,
	type EventsCommitted,
	eventBatchSchema,
	eventsCommittedSchema,
	maxEventBatchBytes,
} from "../agent-event.ts";
import { authoritiesSchema } from "../authorities.ts";
import { idSchema } from "../ids.ts";
import { gateRefusalSchema, runEndSchema, runOrderSchema } from "../run.ts";
import type { Ask, Order, Report } from "./verb.ts";

/** How often an agent says it is there, and how long its silence is borne. */
export const heartbeatSeconds = 10;
export const lostAfterSeconds = 30;

const kubernetesStateSchema = z.object({
	/** Whether the API server answers the agent and says that it is ready; if not, the cluster is degraded. */
	reachable: z.boolean(),
	version: z.string().max(64).optional(),
	problem: z.string().max(512).optional(),
	/** How long its last answer took. */
	latencyMs: z.int32().min(0).optional(),
	/** When the agent's credential for it ends; said only where nothing renews it. */
	credentialEndsAt: z.iso.datetime().optional(),
});

const pluginStateSchema = z.object({
	key: z.string().max(256),
	state: z.enum(["starting", "running", "stopped", "failed"]),
	restarts: z.int32().min(0),
	problem: z.string().max(512).optional(),
	/** An executor unless it says something else. A key may be both; then there are two states. */
	kind: z.enum(["executor", "source"]).optional(),
	/** What the plugin says of itself. */
	version: z.string().max(128).optional(),
	/** In Botkube's words: a plugin that ended too often is not started again by itself. */
	status: z.enum(["Running", "Deactivated"]).optional(),
	/** After how many restarts it is deactivated; absent where it never is. */
	threshold: z.int32().min(0).optional(),
	restartedAt: z.iso.datetime().optional(),
	/** The source groups that it works for, and how each of its streams is. */
	groups: z
		.array(
			z.object({
				name: z.string().max(256),
				state: z.enum(["waiting", "open", "webhook", "ended", "failed"]),
				/** Since the stream was last opened: told on, and left out because they were none. */
				events: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
				refused: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
				problem: z.string().max(512).optional(),
			}),
		)
		.max(100)
		.optional(),
	/** Why it, or one of its streams, ended last; it stays when all is well again. */
	lastError: z.string().max(512).optional(),
	/** What its processes and all that they started hold in memory, at the agent's last look; absent where none runs. */
	memoryBytes: z.number().int().min(0).optional(),
});
export type PluginState = z.output<typeof pluginStateSchema>;

export const agentInstanceSchema = z.object({
	/** Made at the start of the process. */
	id: z.string().regex(/^[\w-]{8,32}$/),
	startedAt: z.iso.datetime(),
	/** What the machine, or the pod, calls itself. */
	host: z.string().max(253),
});
export type AgentInstance = z.output<typeof agentInstanceSchema>;

export const heartbeatSchema = z.object({
	/** The agent's own clock: a large difference is shown, for leases depend on it. */
	at: z.iso.datetime(),
	agentVersion: z.string().max(64),
	protocol: z.int32().min(1),
	configurationVersion: z.int32().min(0),
	running: z.int32().min(0),
	kubernetes: kubernetesStateSchema,
	plugins: z.array(pluginStateSchema).max(100),
	/** Attempts after the end of a run; each is reported for a minute, because a heartbeat may be lost. Counts only grow. */
	gateRefusals: z.array(gateRefusalSchema).max(50).optional(),
	/** Which process of the agent says it: two with one credential are told apart by this. Absent in agents of an older version. */
	instance: agentInstanceSchema.optional(),
	/** The settings its own machine lets a configuration weaken; absent from agents that do not tell. */
	allows: z.array(z.enum(weakenings)).max(weakenings.length).optional(),
	/** Keys of plugins that its own machine lets use the whole network, `*` for every plugin; absent from agents that do not tell. */
	allowsNetwork: z.array(z.string().max(256)).max(100).optional(),
	/** Whether its own connection to the bus goes without proof that the bus is the right one, by its operator's choice; absent from agents of an older version. */
	busInsecure: z.boolean().optional(),
	/** Said once by an agent that stops in an orderly way: it is not lost, it is away. */
	leaving: z.boolean().optional(),
});
export type Heartbeat = z.output<typeof heartbeatSchema>;

export const heartbeat: Report<Heartbeat> = {
	kind: "report",
	name: "beat",
	body: heartbeatSchema,
};

const userKeySchema = z.string().regex(/^U[A-Z2-7]{55}$/);

export const enrolRequestSchema = z.object({
	/** The public key the agent made; its seed never leaves the agent. */
	userKey: userKeySchema,
	agentVersion: z.string().max(64),
	protocol: z.int32().min(1),
	/** UID of the kube-system namespace: the same cluster enrolled twice is noticed. */
	clusterUid: z.string().max(64).optional(),
});
export const credentialSchema = z.object({
	jwt: z.string().max(8192),
	expiresAt: z.iso.datetime(),
	/** The certificate authorities of the bus from now on, for an agent that pins them; one that trusts public ones goes on with those. */
	ca: authoritiesSchema.optional(),
});
/** Public keys, any of which may sign what an agent of the organisation obeys. */
export const orderKeysSchema = z
	.array(z.string().regex(/^A[A-Z2-7]{55}$/))
	.min(1)
	.max(8);
export const enrolReplySchema = z.object({
	agentId: idSchema("agent"),
	clusterId: idSchema("cluster"),
	clusterName: z.string().max(63),
	credential: credentialSchema,
	servers: z.array(z.string().max(512)).max(32),
	orderKeys: orderKeysSchema,
});
export type EnrolRequest = z.output<typeof enrolRequestSchema>;
export type EnrolReply = z.output<typeof enrolReplySchema>;

/** A join token for an agent's first credential. The token's own bus user may say nothing else. */
export const enrol: Ask<EnrolRequest, EnrolReply> = {
	kind: "ask",
	name: "enrol",
	request: enrolRequestSchema,
	reply: enrolReplySchema,
	deadlineMs: 10_000,
	idempotent: true,
};

export const renewRequestSchema = z.object({
	/** The key it is for; absent: the one that is known. Another one is taken only while a rotation is asked for. */
	userKey: userKeySchema.optional(),
	/** The key by which this very connection was made: what proves that a new one is in use, and ends the old one. */
	inUse: userKeySchema.optional(),
});

export type RenewRequest = z.output<typeof renewRequestSchema>;

/** The keys that the agent obeys from now on stand beside it: a key that is trusted may name its successor. */
export const renewReplySchema = credentialSchema.extend({
	orderKeys: orderKeysSchema,
});
export type RenewReply = z.output<typeof renewReplySchema>;

/** A fresh credential, asked for well before the old one ends, and in a rotation. */
export const renew: Ask<RenewRequest, RenewReply> = {
	kind: "ask",
	name: "renew",
	request: renewRequestSchema,
	reply: renewReplySchema,
	deadlineMs: 10_000,
	idempotent: true,
};

/** The newest configuration for this agent; said at start and whenever an order names a newer version. */
export const fetchConfiguration: Ask<
	{ have: number },
	{ configuration?: z.output<typeof agentConfigurationSchema> | undefined }
> = {
	kind: "ask",
	name: "configuration",
	request: z.object({ have: z.int32().min(0) }),
	reply: z.object({ configuration: agentConfigurationSchema.optional() }),
	deadlineMs: 10_000,
	idempotent: true,
};

/**
 * Events of the agent, answered after they are committed. The same batch is sent until there is a reply, and the control plane
 * commits each number of an epoch once.
 */
export const publishEvents: Ask<EventBatch, EventsCommitted> = {
	kind: "ask",
	name: "events",
	request: eventBatchSchema,
	reply: eventsCommittedSchema,
	deadlineMs: 10_000,
	idempotent: true,
	maxRequestBytes: maxEventBatchBytes,
};

/** The control plane's time, in the signature of the reply: the agent tells by it how old an order is, whatever its own clock says. */
export const fetchTime: Ask<Record<string, never>, Record<string, never>> = {
	kind: "ask",
	name: "time",
	request: z.object({}) as z.ZodType<Record<string, never>>,
	reply: z.object({}) as z.ZodType<Record<string, never>>,
	deadlineMs: 5000,
	idempotent: true,
};

/** Runs one command; outputs are its stdout and stderr. */
export const run: Order<
	z.output<typeof runOrderSchema>,
	z.output<typeof runEndSchema>
> = {
	kind: "order",
	name: "run",
	request: runOrderSchema,
	end: runEndSchema,
	idempotent: true,
};

export const configureEndSchema = z.object({
	version: z.int32().min(0),
	/** False when the agent already ran this version or a newer one. */
	changed: z.boolean(),
});

/** Takes a configuration into use without a restart; no outputs. */
export const configure: Order<
	z.output<typeof agentConfigurationSchema>,
	z.output<typeof configureEndSchema>
> = {
	kind: "order",
	name: "configure",
	request: agentConfigurationSchema,
	end: configureEndSchema,
	idempotent: true,
};

export const rotateEndSchema = z.object({
	/** The key that is in use now. */
	userKey: userKeySchema,
});

/** Makes a new key and takes a credential for it into use at once; ends when the old one is no longer needed. No outputs. */
export const rotate: Order<
	Record<string, never>,
	z.output<typeof rotateEndSchema>
> = {
	kind: "order",
	name: "rotate",
	request: z.object({}) as z.ZodType<Record<string, never>>,
	end: rotateEndSchema,
	idempotent: true,
};

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** The signed end of an organisation's audit chain; docs/decisions/0034-signed-heads.md says what is signed. */
export const auditHeadSchema = z.object({
	organisationId: idSchema("organisation"),
	seq: z.number().int().min(1),
	hash: sha256Schema,
	at: z.iso.datetime(),
	publicKey: z.string().max(64),
	signature: z.string().max(128),
});
export type AuditHead = z.output<typeof auditHeadSchema>;

const headNameSchema = auditHeadSchema.pick({ seq: true, hash: true });

/** A head to keep. */
export const keepHeadRequestSchema = auditHeadSchema.extend({
	/**
	 * The head that the agent may replace: the chain still holds it, or its loss was acknowledged. Any other one stays kept, as evidence.
	 * Null when the control plane does not know yet what the agent keeps; absent from older ones, for which a newer head replaces.
	 */
	mayReplace: headNameSchema
		.extend({ isLossAcknowledged: z.boolean().optional() })
		.nullable()
		.optional(),
});
export type KeepHeadRequest = z.output<typeof keepHeadRequestSchema>;

export const keepHeadEndSchema = z.object({
	/** The head that the agent had kept: the chain must still hold it. Older agents answer without what proves it. */
	before: headNameSchema
		.extend(
			auditHeadSchema
				.pick({ at: true, publicKey: true, signature: true })
				.partial().shape,
		)
		.optional(),
	/** Whether the agent keeps the new head, or a newer one, from now on; absent from older agents, which always do. */
	isKept: z.boolean().optional(),
	/** The new head was signed later and is behind the one that was kept, which stays kept. */
	wentBackwards: z.boolean(),
});

export type KeptBefore = NonNullable<
	z.output<typeof keepHeadEndSchema>["before"]
>;

/** Keeps the head of the audit chain outside of the database; no outputs. */
export const keepHead: Order<
	KeepHeadRequest,
	z.output<typeof keepHeadEndSchema>
> = {
	kind: "order",
	name: "head",
	request: keepHeadRequestSchema,
	end: keepHeadEndSchema,
	idempotent: true,
};

/** A plugin of the agent that an order is about. A key may be both; then the order is about one of them. */
const pluginNameSchema = z.object({
	key: z.string().min(1).max(256),
	kind: z.enum(["executor", "source"]),
});
export type PluginName = z.output<typeof pluginNameSchema>;

/** Of one reading of a plugin's log. */
export const maxLogLines = 200;
export const maxLogLineCharacters = 2000;

export const pluginLogsEndSchema = z.object({
	/** What the plugin wrote last, the oldest first, over restarts of its process. */
	lines: z
		.array(
			z.object({
				at: z.iso.datetime(),
				level: z.string().max(16),
				/** Without the secrets that the agent knows, and without characters that a terminal obeys. */
				text: z.string().max(maxLogLineCharacters),
			}),
		)
		.max(maxLogLines),
});
export type PluginLogs = z.output<typeof pluginLogsEndSchema>;

/** Reads the last lines that a plugin wrote; no outputs. */
export const readPluginLogs: Order<PluginName, PluginLogs> = {
	kind: "order",
	name: "pluginlogs",
	request: pluginNameSchema,
	end: pluginLogsEndSchema,
	idempotent: true,
};

/** Replaces the processes of a plugin, deactivated or not; commands under way finish in theirs. No outputs. */
export const restartPlugin: Order<PluginName, Record<string, never>> = {
	kind: "order",
	name: "pluginrestart",
	request: pluginNameSchema,
	end: z.object({}) as z.ZodType<Record<string, never>>,
	idempotent: true,
};

/** Every verb of the bus, for the reference page and the test that no two share a subject. */
export const agentVerbs = [
	heartbeat,
	enrol,
	renew,
	fetchConfiguration,
	publishEvents,
	fetchTime,
	run,
	configure,
	rotate,
	keepHead,
	readPluginLogs,
	restartPlugin,
] as const;
