import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pluginMemoryBytes } from "@quarterdeck/contract";
import {
	type Environment,
	logLevels,
	readSettings,
} from "@quarterdeck/runtime";
import { z } from "zod";

const objectName = z
	.string()
	.max(253)
	.regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "is not a name of Kubernetes");
const file = z.string().min(1).max(4096);
const execProgram = z
	.string()
	.max(4096)
	.regex(/^\/[^,\0]+$/, "must be an absolute path without a comma");

/** The settings of an agent. Each can be given in the file named by --config, in its variable, or by its flag. */
export const settingsSchema = z.strictObject({
	stateDir: file
		.default(join(homedir(), ".local", "state", "quarterdeck", "agent"))
		.meta({
			env: "QD_STATE_DIR",
			description:
				"folder for what the agent keeps between starts; created with mode 0700",
		}),
	credentialStore: z.enum(["file", "secret"]).default("file").meta({
		env: "QD_CREDENTIAL_STORE",
		description:
			"where the credential is kept: in the state folder, or in a Kubernetes Secret, which several agents can share",
	}),
	credentialSecret: objectName.default("quarterdeck-agent-credential").meta({
		env: "QD_CREDENTIAL_SECRET",
		description: "name of that Secret",
	}),
	lease: z.enum(["auto", "on", "off"]).default("auto").meta({
		env: "QD_AGENT_LEASE",
		description:
			"on: of several agents, one leads and the others stand by; auto: on in a pod, off elsewhere",
	}),
	leaseName: objectName.default("quarterdeck-agent").meta({
		env: "QD_AGENT_LEASE_NAME",
		description: "name of the Lease that the agents of a cluster share",
	}),
	leaseSeconds: z.number().int().min(2).max(3600).default(15).meta({
		env: "QD_AGENT_LEASE_SECONDS",
		description:
			"seconds without a sign of the leader after which a standby takes over",
	}),
	namespace: objectName.optional().meta({
		env: "QD_NAMESPACE",
		description:
			"namespace of the Lease and the Secret; default: that of the pod, or `default`",
	}),
	joinToken: z.string().max(32_768).optional().meta({
		env: "QD_JOIN_TOKEN",
		secret: true,
		description:
			"token from qd cluster add; needed only the first time. The agent takes it out of its environment; prefer joinTokenFile",
	}),
	joinTokenFile: file.optional().meta({
		env: "QD_JOIN_TOKEN_FILE",
		description:
			"file with the token from qd cluster add, or - for standard input; needed only the first time",
	}),
	kubeconfig: z.string().min(1).max(32_768).optional().meta({
		env: "KUBECONFIG",
		description:
			"kubeconfig of the cluster, or several separated by : and merged as kubectl does; default: the service account in a pod, ~/.kube/config elsewhere",
	}),
	context: z.string().max(253).optional().meta({
		env: "QD_CONTEXT",
		description: "context of the kubeconfig; default: its current context",
	}),
	servers: z.array(z.string().min(1).max(512)).min(1).max(32).optional().meta({
		env: "QD_NATS_URL",
		description: "addresses of the bus; default: those the control plane gives",
	}),
	busCaFile: file.optional().meta({
		env: "QD_NATS_CA",
		description:
			"file with the certificate authorities of the bus; default: those of the join token, or public ones",
	}),
	busInsecure: z.boolean().default(false).meta({
		env: "QD_NATS_INSECURE",
		description:
			"also use a bus that cannot prove itself (nats://, ws://): whoever takes its port can give orders",
	}),
	ceilingFile: file.optional().meta({
		env: "QD_CEILING",
		description:
			"file that limits which users and groups this agent may ever impersonate, and allows `credentials: direct`, `sandbox: none` or `network: all`",
	}),
	kubectl: file.optional().meta({
		env: "QD_KUBECTL",
		description: "absolute path of kubectl; default: the first in PATH",
	}),
	helm: file.optional().meta({
		env: "QD_HELM",
		description: "absolute path of helm; default: the first in PATH",
	}),
	execPrograms: z.array(execProgram).max(100).optional().meta({
		env: "QD_EXEC_PROGRAMS",
		description:
			"absolute paths of programs that configurations may name for the exec plugin, comma-separated; default: none",
	}),
	pluginDir: file.optional().meta({
		env: "QD_PLUGIN_DIR",
		description:
			"folder with further plugins: REPOSITORY/executor_VERSION_NAME",
	}),
	runDir: file.optional().meta({
		env: "QD_RUN_DIR",
		description:
			"folder for the working folders of plugins, short and closed to other users; default: a new one in the temporary folder",
	}),
	pluginDiskBytes: z
		.number()
		.int()
		.min(1_048_576)
		.max(68_719_476_736)
		.default(134_217_728)
		.meta({
			env: "QD_PLUGIN_DISK_BYTES",
			description:
				"bytes that the working folder of one plugin process may hold; where the sandbox has namespaces they are memory",
		}),
	pluginMemoryBytes: z
		.number()
		.int()
		.min(pluginMemoryBytes.least)
		.max(pluginMemoryBytes.most)
		.default(536_870_912)
		.meta({
			env: "QD_PLUGIN_MEMORY_BYTES",
			description:
				"bytes of memory that one plugin process and all that it starts may use; a configuration may give a plugin less",
		}),
	pluginIdleSeconds: z.number().int().min(0).max(86_400).default(300).meta({
		env: "QD_PLUGIN_IDLE",
		description:
			"seconds after its last command for which a plugin process is kept ready for the next",
	}),
	pluginUidFirst: z
		.number()
		.int()
		.min(1000)
		.max(4_000_000_000)
		.default(60_600)
		.meta({
			env: "QD_PLUGIN_UID_FIRST",
			description:
				"first uid for plugin processes, when the agent runs as root; nothing else on the machine may use these uids",
		}),
	pluginUidCount: z.number().int().min(8).max(10_000).default(300).meta({
		env: "QD_PLUGIN_UID_COUNT",
		description:
			"number of uids, and so of plugin processes at the same time; agents of one machine share them",
	}),
	spoolBytes: z
		.number()
		.int()
		.min(4_194_304)
		.max(68_719_476_736)
		.default(67_108_864)
		.meta({
			env: "QD_SPOOL_BYTES",
			description:
				"bytes of events that wait in the state folder for the control plane; beyond that the oldest are dropped",
		}),
	spoolEvents: z.number().int().min(100).max(10_000_000).default(100_000).meta({
		env: "QD_SPOOL_EVENTS",
		description:
			"events that wait in the state folder for the control plane; beyond that the oldest are dropped",
	}),
	logLevel: z.enum(logLevels).default("info").meta({
		env: "QD_LOG_LEVEL",
		description:
			"log level; debug also prints people's names and the words of their commands",
	}),
	traceFile: z.string().min(1).optional().meta({
		env: "QD_TRACE_FILE",
		description:
			"file to which the times of each command's steps are appended as lines of JSON; without it nothing is traced",
	}),
	operationsHost: z.string().max(253).default("127.0.0.1").meta({
		env: "QD_OPERATIONS_HOST",
		description:
			"address on which /healthz, /readyz, /jobs and /metrics listen",
	}),
	operationsPort: z.number().int().min(0).max(65_535).optional().meta({
		env: "QD_OPERATIONS_PORT",
		description:
			"port for them; 0 takes a free port; default: they are not served",
	}),
	webhookHost: z.string().max(253).default("127.0.0.1").meta({
		env: "QD_WEBHOOK_HOST",
		description:
			"address on which sources receive events from outside, when the configuration has plugins.incomingWebhook; its port stands there",
	}),
	webhookTokenFile: file.optional().meta({
		env: "QD_WEBHOOK_TOKEN_FILE",
		description:
			"file with the tokens of those who may send such events, TOKEN or GROUP TOKEN in a line; without it nobody may",
	}),
	webhookMaxBytes: z
		.number()
		.int()
		.min(1024)
		.max(4_194_304)
		.default(1_048_576)
		.meta({
			env: "QD_WEBHOOK_MAX_BYTES",
			description: "bytes that such an event may have",
		}),
	stopGraceSeconds: z.number().min(0).max(600).default(8).meta({
		env: "QD_STOP_GRACE",
		description:
			"seconds that running commands have to finish when the agent stops",
	}),
});
export type Settings = z.output<typeof settingsSchema>;

const flags = {
	config: "config",
	"state-dir": "stateDir",
	"credential-store": "credentialStore",
	"credential-secret": "credentialSecret",
	lease: "lease",
	"lease-name": "leaseName",
	"lease-seconds": "leaseSeconds",
	namespace: "namespace",
	join: "joinToken",
	"join-file": "joinTokenFile",
	kubeconfig: "kubeconfig",
	context: "context",
	servers: "servers",
	"bus-ca": "busCaFile",
	"bus-insecure": "busInsecure",
	ceiling: "ceilingFile",
	kubectl: "kubectl",
	helm: "helm",
	"exec-programs": "execPrograms",
	"plugin-dir": "pluginDir",
	"run-dir": "runDir",
	"plugin-disk-bytes": "pluginDiskBytes",
	"plugin-memory-bytes": "pluginMemoryBytes",
	"plugin-idle": "pluginIdleSeconds",
	"plugin-uid-first": "pluginUidFirst",
	"plugin-uid-count": "pluginUidCount",
	"spool-bytes": "spoolBytes",
	"spool-events": "spoolEvents",
	"log-level": "logLevel",
	"trace-file": "traceFile",
	"operations-host": "operationsHost",
	"operations-port": "operationsPort",
	"webhook-host": "webhookHost",
	"webhook-token-file": "webhookTokenFile",
	"webhook-max-bytes": "webhookMaxBytes",
	"stop-grace": "stopGraceSeconds",
} as const;

/** Reads the file, then the environment, then the flags; the later wins. @throws SettingsError with every problem; TypeError for an unknown flag. */
export function readAgentSettings(
	args: readonly string[],
	environment: Environment,
): Settings {
	const { values } = parseArgs({
		args: [...args],
		options: Object.fromEntries(
			Object.entries(flags).map(([name, option]) => [
				name,
				{ type: switches.has(option) ? "boolean" : "string" } as const,
			]),
		),
	});
	const { config, ...given } = Object.fromEntries(
		Object.entries(flags).map(([flag, option]) => [option, values[flag]]),
	) as Record<string, string | boolean | undefined> & { config?: string };
	// An empty variable counts as none, as for kubectl.
	const { KUBECONFIG, ...others } = environment;
	return readSettings(settingsSchema, {
		file: config,
		environment: {
			...others,
			...(KUBECONFIG ? { KUBECONFIG } : {}),
		},
		flags: Object.fromEntries(
			Object.entries(given).map(([name, value]) => [name, typed(name, value)]),
		),
	});
}

/** Flags without a value. */
const switches: ReadonlySet<string> = new Set(["busInsecure"]);
const numbers = new Set([
	"leaseSeconds",
	"pluginDiskBytes",
	"pluginMemoryBytes",
	"pluginIdleSeconds",
	"pluginUidFirst",
	"pluginUidCount",
	"spoolBytes",
	"spoolEvents",
	"operationsPort",
	"webhookMaxBytes",
	"stopGraceSeconds",
]);

function typed(name: string, value: string | boolean | undefined): unknown {
	if (typeof value !== "string") return value;
	if (numbers.has(name)) return value.trim() === "" ? value : Number(value);
	if (name === "servers" || name === "execPrograms")
		return value.split(",").map((part) => part.trim());
	return value;
}
