import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
	type Environment,
	logLevels,
	readSettings,
} from "@quarterdeck/runtime";
import { z } from "zod";

const file = z.string().min(1).max(4096);

/** The settings of an agent. Each can stand in the file given by --config, in its variable, or in its flag. */
export const settingsSchema = z.strictObject({
	stateDir: file
		.default(join(homedir(), ".local", "state", "quarterdeck", "agent"))
		.meta({
			env: "QD_STATE_DIR",
			description: "folder for the agent's credential; made with mode 0700",
		}),
	joinToken: z.string().max(32_768).optional().meta({
		env: "QD_JOIN_TOKEN",
		secret: true,
		description: "token of qd cluster add; needed the first time only",
	}),
	kubeconfig: file.optional().meta({
		env: "KUBECONFIG",
		description:
			"how to reach the cluster; in a pod its service account is used",
	}),
	context: z.string().max(253).optional().meta({
		env: "QD_CONTEXT",
		description: "context of the kubeconfig; its current one when absent",
	}),
	servers: z.array(z.string().min(1).max(512)).min(1).max(32).optional().meta({
		env: "QD_NATS_URL",
		description: "addresses of the bus, when not those the control plane names",
	}),
	busCaFile: file.optional().meta({
		env: "QD_NATS_CA",
		description: "certificate authority of the bus",
	}),
	ceilingFile: file.optional().meta({
		env: "QD_CEILING",
		description: "file that says which names this agent may ever lend",
	}),
	kubectl: file.optional().meta({
		env: "QD_KUBECTL",
		description: "absolute path of kubectl; searched in PATH when absent",
	}),
	pluginDir: file.optional().meta({
		env: "QD_PLUGIN_DIR",
		description: "folder of other plugins: REPOSITORY/executor_VERSION_NAME",
	}),
	runDir: file.optional().meta({
		env: "QD_RUN_DIR",
		description: "folder for the plugins' own folders; its path must be short",
	}),
	pluginUidFirst: z
		.number()
		.int()
		.min(1000)
		.max(4_000_000_000)
		.default(61_000)
		.meta({
			env: "QD_PLUGIN_UID_FIRST",
			description: "first uid for plugin processes, when the agent is root",
		}),
	pluginUidCount: z.number().int().min(8).max(10_000).default(300).meta({
		env: "QD_PLUGIN_UID_COUNT",
		description: "how many uids, and so plugin processes at a time",
	}),
	logLevel: z.enum(logLevels).default("info").meta({
		env: "QD_LOG_LEVEL",
		description: "debug also prints names and words of people",
	}),
	operationsHost: z.string().max(253).default("127.0.0.1").meta({
		env: "QD_OPERATIONS_HOST",
		description: "where /healthz, /readyz, /jobs and /metrics listen",
	}),
	operationsPort: z.number().int().min(0).max(65_535).optional().meta({
		env: "QD_OPERATIONS_PORT",
		description: "port of the same; 0 takes a free one, absent serves none",
	}),
	stopGraceSeconds: z.number().min(0).max(600).default(8).meta({
		env: "QD_STOP_GRACE",
		description: "how long running commands may finish when the agent stops",
	}),
});
export type Settings = z.output<typeof settingsSchema>;

const flags = {
	config: "config",
	"state-dir": "stateDir",
	join: "joinToken",
	kubeconfig: "kubeconfig",
	context: "context",
	servers: "servers",
	"bus-ca": "busCaFile",
	ceiling: "ceilingFile",
	kubectl: "kubectl",
	"plugin-dir": "pluginDir",
	"run-dir": "runDir",
	"plugin-uid-first": "pluginUidFirst",
	"plugin-uid-count": "pluginUidCount",
	"log-level": "logLevel",
	"operations-host": "operationsHost",
	"operations-port": "operationsPort",
	"stop-grace": "stopGraceSeconds",
} as const;

/** Reads file, environment and flags, in rising rank. @throws SettingsError with every problem; TypeError for an unknown flag. */
export function readAgentSettings(
	args: readonly string[],
	environment: Environment,
): Settings {
	const { values } = parseArgs({
		args: [...args],
		options: Object.fromEntries(
			Object.keys(flags).map((name) => [name, { type: "string" as const }]),
		),
	});
	const { config, ...given } = Object.fromEntries(
		Object.entries(flags).map(([flag, option]) => [option, values[flag]]),
	) as Record<string, string | undefined>;
	// kubectl's variable may name several files; the first one counts, as a file can only be one.
	const { KUBECONFIG } = environment;
	return readSettings(settingsSchema, {
		file: config,
		environment: {
			...environment,
			...(KUBECONFIG ? { KUBECONFIG: KUBECONFIG.split(":")[0] ?? "" } : {}),
		},
		flags: Object.fromEntries(
			Object.entries(given).map(([name, value]) => [name, typed(name, value)]),
		),
	});
}

const numbers = new Set([
	"pluginUidFirst",
	"pluginUidCount",
	"operationsPort",
	"stopGraceSeconds",
]);

function typed(name: string, value: string | undefined): unknown {
	if (value === undefined) return undefined;
	if (numbers.has(name)) return value.trim() === "" ? value : Number(value);
	if (name === "servers") return value.split(",").map((part) => part.trim());
	return value;
}

/** Where plugins live when no folder is named: short, because a socket's path has 107 bytes, and the same at every start. */
export function defaultRunDir(stateDir: string): string {
	const name = createHash("sha256").update(stateDir).digest("hex").slice(0, 8);
	return join(tmpdir(), `qd-agent-${name}`);
}
