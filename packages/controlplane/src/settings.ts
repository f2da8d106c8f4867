import { readFileSync, statSync } from "node:fs";
import {
	type Environment,
	logLevels,
	readSettings,
	SettingsError,
} from "@quarterdeck/runtime";
import { z } from "zod";

const listenSchema = z
	.object({
		host: z.string().default("127.0.0.1").meta({
			env: "QD_HOST",
			description: "Address people and programs reach the API at.",
		}),
		port: z.int().min(0).max(65_535).default(7410).meta({
			env: "QD_PORT",
			description: "Port of the API; 0 takes a free one.",
		}),
	})
	.prefault({});

const operationsSchema = z
	.object({
		host: z.string().default("127.0.0.1").meta({
			env: "QD_OPERATIONS_HOST",
			description: "Address of /healthz, /readyz, /jobs and /metrics.",
		}),
		port: z.int().min(0).max(65_535).default(0).meta({
			env: "QD_OPERATIONS_PORT",
			description: "Port of the same; 0 takes a free one.",
		}),
	})
	.prefault({});

const natsSchema = z.object({
	url: z.array(z.string()).min(1).meta({
		env: "QD_NATS_URL",
		description: "Servers of the bus, separated by commas.",
	}),
	agentUrl: z.array(z.string()).min(1).optional().meta({
		env: "QD_NATS_AGENT_URL",
		description: "Where agents reach the bus; the same as url when absent.",
	}),
	keysFile: z.string().meta({
		env: "QD_NATS_KEYS",
		description:
			"File with the control plane's keys on the bus; nobody else may read it.",
	}),
	caFile: z.string().optional().meta({
		env: "QD_NATS_CA",
		description: "Certificates to trust on the bus.",
	}),
});

const commandsSchema = z
	.object({
		defaultTimeoutSeconds: z.int().min(1).default(60).meta({
			description: "How long a command may take unless it says --timeout.",
		}),
		maxTimeoutSeconds: z.int().min(1).default(3600).meta({
			description: "The most it may say.",
		}),
		silentAfterSeconds: z.int().min(1).default(20).meta({
			description:
				"A cluster that does not begin within this time is answered as silent.",
		}),
		perSecond: z.int().min(1).default(20).meta({
			description: "Commands one cluster takes a second.",
		}),
		inlineBytes: z.int().min(1024).default(1_048_576).meta({
			description:
				"Bytes of one cluster's output that are shown at once; all of it is kept.",
		}),
		feedBytes: z.int().min(1_048_576).default(134_217_728).meta({
			description: "Memory for the live output of all commands together.",
		}),
		parallelRuns: z.int().min(1).default(256).meta({
			description: "Clusters one command runs in at the same time.",
		}),
		maxRunning: z.int().min(1).default(1000).meta({
			description:
				"Commands that go on at the same time; more are told to try again.",
		}),
		graceSeconds: z.int().min(0).max(10).default(5).meta({
			description: "How long running commands may go on when we are to stop.",
		}),
		keepOutputDays: z.int().min(1).default(30).meta({
			description: "How long whole outputs are kept.",
		}),
	})
	.prefault({});

const oidcSchema = z
	.object({
		issuer: z.string().min(1).optional().meta({
			env: "QD_OIDC_ISSUER",
			description:
				"OpenID Connect provider people sign in with, by its issuer address: https, or http on loopback.",
		}),
		clientId: z.string().min(1).optional().meta({
			env: "QD_OIDC_CLIENT_ID",
			description: "What the provider knows us by.",
		}),
		clientSecretFile: z.string().min(1).optional().meta({
			env: "QD_OIDC_CLIENT_SECRET_FILE",
			description:
				"File with the secret we prove it by; nobody else may read it.",
		}),
		name: z.string().min(1).default("your provider").meta({
			env: "QD_OIDC_NAME",
			description: "What the button on the sign-in page says.",
		}),
		scopes: z.array(z.string()).default(["openid", "email", "profile"]).meta({
			env: "QD_OIDC_SCOPES",
			description: "What the provider is asked for, separated by commas.",
		}),
		groupsClaim: z.string().min(1).optional().meta({
			env: "QD_OIDC_GROUPS_CLAIM",
			description:
				"Claim that lists a person's groups: they follow it at each sign-in. Absent: groups are kept here.",
		}),
		file: z.string().min(1).optional().meta({
			env: "QD_OIDC_FILE",
			description:
				"YAML list of more providers: id, name, issuer, clientId, clientSecretFile, scopes, groupsClaim.",
		}),
	})
	.prefault({});

const signInSchema = z
	.object({
		passwords: z.boolean().default(false).meta({
			env: "QD_PASSWORD_SIGN_IN",
			description:
				"Whether people may sign in with a password they set: where there is no provider.",
		}),
		organisationCreation: z
			.enum(["members", "anyone", "nobody"])
			.default("members")
			.meta({
				env: "QD_ORGANISATION_CREATION",
				description:
					"Who may make an organisation: members of one, anyone who can sign in, nobody.",
			}),
	})
	.prefault({});

const sessionsSchema = z
	.object({
		days: z.int().min(1).max(366).default(7).meta({
			env: "QD_SESSION_DAYS",
			description: "How long a browser stays signed in at most.",
		}),
		idleHours: z.int().min(1).max(8784).default(12).meta({
			env: "QD_SESSION_IDLE_HOURS",
			description: "How long it stays signed in without being used.",
		}),
	})
	.prefault({});

const limitsSchema = z
	.object({
		trustedProxies: z.array(proxySchema()).default([]).meta({
			env: "QD_TRUSTED_PROXIES",
			description:
				"Addresses and networks (10.0.0.0/8) whose X-Forwarded-For is believed, separated by commas.",
		}),
		signInsPerSecond: z.int().min(1).default(1).meta({
			env: "QD_SIGN_INS_PER_SECOND",
			description:
				"Attempts to sign in one address may make a second; a minute's worth at once.",
		}),
		requestsPerSecond: z.int().min(1).default(50).meta({
			env: "QD_REQUESTS_PER_SECOND",
			description:
				"GraphQL requests one session or token may send a second; four seconds' worth at once.",
		}),
		openSubscriptions: z.int().min(1).default(64).meta({
			env: "QD_OPEN_SUBSCRIPTIONS",
			description: "Subscriptions one account may have open in one process.",
		}),
	})
	.prefault({});

function proxySchema() {
	return z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
		error: "expected an address or a network such as 10.0.0.0/8",
	});
}

/** Every option of the process: file < environment < flag. The reference page is generated from here. */
export const settingsSchema = z.strictObject({
	listen: listenSchema,
	operations: operationsSchema,
	publicUrl: z
		.url({ protocol: /^https?$/ })
		.transform((url) => url.replace(/\/+$/, ""))
		.optional()
		.meta({
			env: "QD_PUBLIC_URL",
			description:
				"Where people reach us, as links say it; the address we listen on when absent.",
		}),
	allowedHosts: z.array(z.string()).default([]).meta({
		env: "QD_ALLOWED_HOSTS",
		description:
			"Names beside loopback and publicUrl under which requests may come.",
	}),
	databaseUrl: z.string().min(1).meta({
		env: "DATABASE_URL",
		description: "PostgreSQL, 15 or newer. Secret.",
	}),
	nats: natsSchema,
	objectsDir: z.string().min(1).meta({
		env: "QD_OBJECTS_DIR",
		description: "Folder for whole outputs.",
	}),
	masterKeyFile: z.string().min(1).meta({
		env: "QD_MASTER_KEY_FILE",
		description:
			"File with 32 random bytes in base64; secrets in the database are encrypted with it. Nobody else may read it.",
	}),
	bootstrapFile: z.string().optional().meta({
		env: "QD_BOOTSTRAP_FILE",
		description:
			"Where to leave the owner's way in (mode 0600): a one-time link and a token.",
	}),
	organisation: z.string().min(1).max(256).default("house").meta({
		env: "QD_ORGANISATION",
		description: "Name of the first organisation.",
	}),
	ownerEmail: z.email().optional().meta({
		env: "QD_OWNER_EMAIL",
		description:
			"Its owner; absent: no organisation is made, one must be there.",
	}),
	logLevel: z.enum(logLevels).default("info").meta({
		env: "QD_LOG_LEVEL",
		description: "debug, info, warn or error.",
	}),
	webDir: z.string().min(1).optional().meta({
		env: "QD_WEB_DIR",
		description:
			"Folder of the built pages; the one of this checkout when absent.",
	}),
	oidc: oidcSchema,
	signIn: signInSchema,
	sessions: sessionsSchema,
	limits: limitsSchema,
	commands: commandsSchema,
});
export type Settings = z.output<typeof settingsSchema>;

/** Flags of the command line by the option they set. */
export const settingsFlags = {
	settings: { type: "string" },
	host: { type: "string" },
	port: { type: "string" },
	"bootstrap-file": { type: "string" },
	"log-level": { type: "string" },
} as const;

/** @throws SettingsError with every problem there is. */
export function readControlPlaneSettings(sources: {
	readonly environment: Environment;
	readonly flags: Readonly<
		Partial<Record<keyof typeof settingsFlags, string | undefined>>
	>;
}): Settings {
	const { flags, environment } = sources;
	const port = flags.port === undefined ? undefined : Number(flags.port);
	return readSettings(settingsSchema, {
		file: flags.settings,
		environment,
		flags: {
			listen: { host: flags.host, port },
			bootstrapFile: flags["bootstrap-file"],
			logLevel: flags["log-level"],
		},
	});
}

export interface Secrets {
	/** What the bus keys' file holds, to be parsed by the wire's schema. */
	readonly busKeys: unknown;
	/** 32 bytes. */
	readonly masterKey: Uint8Array;
}

/** The secrets the settings name. @throws SettingsError when a file is missing, open to others, or not what it should be. */
export function readSecrets(
	settings: Pick<Settings, "nats" | "masterKeyFile">,
): Secrets {
	const { keysFile } = settings.nats;
	const masterKey = Buffer.from(
		readPrivateFile("masterKeyFile", settings.masterKeyFile).trim(),
		"base64",
	);
	if (masterKey.length !== 32)
		throw new SettingsError([
			`masterKeyFile: ${settings.masterKeyFile} should hold 32 bytes in base64; make one with: openssl rand -base64 32`,
		]);
	try {
		const busKeys: unknown = JSON.parse(
			readPrivateFile("nats.keysFile", keysFile),
		);
		return { busKeys, masterKey };
	} catch (error) {
		if (error instanceof SettingsError) throw error;
		throw new SettingsError([`nats.keysFile: ${keysFile} is not JSON`]);
	}
}

/**
 * A secret that others can read is none; the remedy is one command away, so it is asked for.
 * @throws SettingsError when it cannot be read, or by others too.
 */
export function readPrivateFile(option: string, file: string): string {
	let text: string;
	let mode: number;
	try {
		mode = statSync(file).mode;
		text = readFileSync(file, "utf8");
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new SettingsError([`${option}: cannot be read (${reason})`]);
	}
	if ((mode & 0o077) !== 0)
		throw new SettingsError([
			`${option}: others can read ${file}; run: chmod 600 ${file}`,
		]);
	return text;
}
