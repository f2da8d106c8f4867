import { statSync } from "node:fs";
import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
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
			description: "Address that the API listens on.",
		}),
		port: z.int().min(0).max(65_535).default(7410).meta({
			env: "QD_PORT",
			description: "Port of the API; 0 takes a free port.",
		}),
		socket: z.string().min(1).optional().meta({
			env: "QD_SOCKET",
			description:
				"Unix socket that the API listens on as well, for programs of the same user. Its folder must be closed to other users (mode 0700).",
		}),
	})
	.prefault({});

const operationsSchema = z
	.object({
		host: z.string().default("127.0.0.1").meta({
			env: "QD_OPERATIONS_HOST",
			description:
				"Address that /healthz, /readyz, /jobs and /metrics listen on.",
		}),
		port: z.int().min(0).max(65_535).default(0).meta({
			env: "QD_OPERATIONS_PORT",
			description: "Port for them; 0 takes a free port.",
		}),
		socket: z.string().min(1).optional().meta({
			env: "QD_OPERATIONS_SOCKET",
			description:
				"Unix socket that they are served on in place of the port, which every user of the machine can read. Its folder must be closed to other users (mode 0700).",
		}),
	})
	.prefault({});

const natsSchema = z.object({
	url: z.array(z.string()).min(1).meta({
		env: "QD_NATS_URL",
		description:
			"Addresses of the NATS servers (tls:// or wss://), separated by commas.",
	}),
	agentUrl: z.array(z.string()).min(1).optional().meta({
		env: "QD_NATS_AGENT_URL",
		description: "Addresses at which agents reach the bus. Default: nats.url.",
	}),
	keysFile: z.string().meta({
		env: "QD_NATS_KEYS",
		description:
			"File with the control plane's keys for the bus. Only its owner may be able to read it.",
	}),
	caFile: z.string().min(1).optional().meta({
		env: "QD_NATS_CA",
		description:
			"File with the certificate authorities of the bus, also handed to agents. Default: public ones.",
	}),
	agentCaFile: z.string().min(1).optional().meta({
		env: "QD_NATS_AGENT_CA",
		description:
			"File with the certificate authorities that agents need, or `public` when they reach the bus by a certificate of a public authority. Default: nats.caFile.",
	}),
	insecure: z.boolean().default(false).meta({
		env: "QD_NATS_INSECURE",
		description:
			"Also use a bus that cannot prove itself (nats://, ws://): whoever takes its port can pretend to be it.",
	}),
});

/** What configurations may refer to, each organisation for itself. Nothing, unless named. */
const secretsSchema = z
	.object({
		env: z
			.array(
				z
					.string()
					.regex(
						/^org_[0-9a-z]{26}:[A-Za-z_][A-Za-z0-9_]{0,254}\*?$/,
						"is not ORGANISATION:NAME, or ORGANISATION:BEGINNING*",
					),
			)
			.max(1000)
			.default([])
			.meta({
				env: "QD_SECRETS_ENV",
				description:
					"Variables that the configuration of an organisation may refer to under communications ($secret: env:NAME), as ORGANISATION:NAME with the organisation's id, separated by commas; * at the end of a name matches any characters. Default: none.",
			}),
		folder: z.string().min(1).max(4096).optional().meta({
			env: "QD_SECRETS_FOLDER",
			description:
				"Folder whose files may be referred to ($secret: file:PATH): each organisation reads those in the folder named by its id. Default: none.",
		}),
	})
	.prefault({});

const commandsSchema = z
	.object({
		defaultTimeoutSeconds: z.int().min(1).default(60).meta({
			description: "Default timeout of a command.",
		}),
		maxTimeoutSeconds: z.int().min(1).default(3600).meta({
			description: "Maximum timeout of a command.",
		}),
		silentAfterSeconds: z.int().min(1).default(20).meta({
			description:
				"Time after which a cluster that has not started the command is reported as silent.",
		}),
		perSecond: z.int().min(1).default(20).meta({
			description: "Maximum number of commands per second in one cluster.",
		}),
		inlineBytes: z.int().min(1024).default(1_048_576).meta({
			description:
				"Bytes of one cluster's output that are shown immediately. All of the output is stored.",
		}),
		feedBytes: z.int().min(1_048_576).default(134_217_728).meta({
			description:
				"Bytes of memory for the live output of all commands together.",
		}),
		parallelRuns: z.int().min(1).default(256).meta({
			description:
				"Maximum number of clusters in which one command runs at the same time.",
		}),
		maxRunning: z.int().min(1).default(1000).meta({
			description:
				"Maximum number of commands that run at the same time. Further ones are refused with a request to try again.",
		}),
		graceSeconds: z.int().min(0).max(10).default(5).meta({
			description:
				"Time that running commands have to finish when the control plane stops.",
		}),
		keepOutputDays: z.int().min(1).default(30).meta({
			description: "Days for which full outputs are stored.",
		}),
	})
	.prefault({});

const actionsSchema = z
	.object({
		maxAgeSeconds: z.int().min(1).max(86_400).default(900).meta({
			description:
				"Age of an event beyond which no action runs for it, e.g. because the agent was cut off.",
		}),
	})
	.prefault({});

const sinksSchema = z
	.object({
		allow: z.array(z.string().min(1).max(300)).max(100).default([]).meta({
			env: "QD_SINKS_ALLOW",
			description:
				"Hosts that sinks may reach although they are this machine's own or link-local, as HOST or HOST:PORT, separated by commas. Default: none.",
		}),
	})
	.prefault({});

const oidcSchema = z
	.object({
		issuer: z.string().min(1).optional().meta({
			env: "QD_OIDC_ISSUER",
			description:
				"Issuer address of the OpenID Connect provider: https, or http on loopback.",
		}),
		clientId: z.string().min(1).optional().meta({
			env: "QD_OIDC_CLIENT_ID",
			description: "Client ID that the provider assigned to Quarterdeck.",
		}),
		clientSecretFile: z.string().min(1).optional().meta({
			env: "QD_OIDC_CLIENT_SECRET_FILE",
			description:
				"File with the client secret. Only its owner may be able to read it.",
		}),
		name: z.string().min(1).default("your provider").meta({
			env: "QD_OIDC_NAME",
			description: "Name of the provider on the button of the sign-in page.",
		}),
		scopes: z.array(z.string()).default(["openid", "email", "profile"]).meta({
			env: "QD_OIDC_SCOPES",
			description: "Scopes to request from the provider, separated by commas.",
		}),
		groupsClaim: z.string().min(1).optional().meta({
			env: "QD_OIDC_GROUPS_CLAIM",
			description:
				"Claim that lists a person's groups, which are set from it at each sign-in: its name, or a path such as realm_access.roles. Without it, groups are managed in Quarterdeck.",
		}),
		groupsFilter: z.array(z.string()).default([]).meta({
			env: "QD_OIDC_GROUPS_FILTER",
			description:
				"Patterns (such as k8s-*) of the groups to take from the provider, separated by commas. Groups that match none are left out. Default: all groups are taken, 200 of one person at most.",
		}),
		groupsMissing: z.enum(["keep", "none"]).default("keep").meta({
			env: "QD_OIDC_GROUPS_MISSING",
			description:
				"What an answer without the groups claim means: keep the groups that the person has, or none for providers that leave the claim out for people without groups.",
		}),
		trustEmail: z.boolean().default(false).meta({
			env: "QD_OIDC_TRUST_EMAIL",
			description:
				"Whether the provider's email addresses count as verified although it does not send email_verified, as Entra ID. Only for a provider whose administrators assign the addresses.",
		}),
		file: z.string().min(1).optional().meta({
			env: "QD_OIDC_FILE",
			description:
				"YAML file with a list of more providers: id, name, issuer, clientId, clientSecretFile, scopes, groupsClaim, groupsFilter, groupsMissing, trustEmail.",
		}),
	})
	.prefault({});

const signInSchema = z
	.object({
		passwords: z.boolean().default(false).meta({
			env: "QD_PASSWORD_SIGN_IN",
			description:
				"Whether people may set a password and sign in with it. Meant for installations without a provider.",
		}),
		organisationCreation: z
			.enum(["members", "anyone", "nobody"])
			.default("members")
			.meta({
				env: "QD_ORGANISATION_CREATION",
				description:
					"Who may create an organisation: members of an existing one, anyone who can sign in, or nobody.",
			}),
	})
	.prefault({});

const sessionsSchema = z
	.object({
		days: z.int().min(1).max(366).default(7).meta({
			env: "QD_SESSION_DAYS",
			description: "Maximum number of days that a session lasts.",
		}),
		idleHours: z.int().min(1).max(8784).default(12).meta({
			env: "QD_SESSION_IDLE_HOURS",
			description: "Hours without use after which a session ends.",
		}),
	})
	.prefault({});

const auditSchema = z
	.object({
		headsFile: z.string().min(1).optional().meta({
			env: "QD_AUDIT_HEADS_FILE",
			description:
				"File to which each signed head of an audit chain is appended, one JSON object per line. Keep it on another machine than the database.",
		}),
		headsUrl: z
			.url({ protocol: /^https?$/ })
			.optional()
			.meta({
				env: "QD_AUDIT_HEADS_URL",
				description:
					"Address to which each signed head of an audit chain is posted as JSON.",
			}),
	})
	.prefault({});

const limitsSchema = z
	.object({
		trustedProxies: z.array(proxySchema()).default([]).meta({
			env: "QD_TRUSTED_PROXIES",
			description:
				"Addresses and networks (such as 10.0.0.0/8) of proxies whose X-Forwarded-For header is trusted, separated by commas.",
		}),
		signInsPerSecond: z.int().min(1).default(1).meta({
			env: "QD_SIGN_INS_PER_SECOND",
			description:
				"Maximum number of sign-in attempts per second from one address. A burst may use up one minute's worth.",
		}),
		requestsPerSecond: z.int().min(1).default(50).meta({
			env: "QD_REQUESTS_PER_SECOND",
			description:
				"Maximum number of GraphQL requests per second from one session or token. A burst may use up four seconds' worth.",
		}),
		openSubscriptions: z.int().min(1).default(64).meta({
			env: "QD_OPEN_SUBSCRIPTIONS",
			description:
				"Maximum number of open subscriptions of one account, for each control plane process.",
		}),
	})
	.prefault({});

function proxySchema() {
	return z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
		error: "expected an address or a network such as 10.0.0.0/8",
	});
}

/** Pages, API and links stand at the root of the address. */
function isOrigin(text: string): boolean {
	const { pathname, search, hash } = new URL(text);
	return /^\/*$/.test(pathname) && search === "" && hash === "";
}

/** Every option of the process: file < environment < flag. The reference page is generated from here. */
export const settingsSchema = z.strictObject({
	listen: listenSchema,
	operations: operationsSchema,
	publicUrl: z
		.url({ protocol: /^https?$/ })
		.refine(isOrigin, {
			error:
				"it must not have a path or parameters: Quarterdeck needs a host name of its own, such as https://qd.example.com",
		})
		.transform((url) => url.replace(/\/+$/, ""))
		.optional()
		.meta({
			env: "QD_PUBLIC_URL",
			description:
				"Address that people use, as it appears in links. Default: the address that the API listens on.",
		}),
	allowedHosts: z.array(z.string()).default([]).meta({
		env: "QD_ALLOWED_HOSTS",
		description:
			"Further host names that requests may use, besides loopback and publicUrl.",
	}),
	databaseUrl: z.string().min(1).meta({
		env: "DATABASE_URL",
		description:
			"Address of the PostgreSQL database, version 15 or newer, with one host. Secret.",
	}),
	databaseOwnerUrl: z.string().min(1).optional().meta({
		env: "QD_DATABASE_OWNER_URL",
		description:
			"Address of the same database with the role that owns its tables. Migrations run as this role, and the role of databaseUrl gets only the rights it needs. Secret. Default: databaseUrl.",
	}),
	nats: natsSchema,
	objectsDir: z.string().min(1).meta({
		env: "QD_OBJECTS_DIR",
		description: "Folder for full outputs.",
	}),
	masterKeyFile: z.string().min(1).meta({
		env: "QD_MASTER_KEY_FILE",
		description:
			"File with 32 random bytes in base64; secrets in the database are encrypted with it. Only its owner may be able to read it.",
	}),
	bootstrapFile: z.string().optional().meta({
		env: "QD_BOOTSTRAP_FILE",
		description:
			"File to which the owner's one-time link and API token are written (mode 0600).",
	}),
	bootstrapScopes: z
		.array(z.enum(["read", "run", "configure", "people"]))
		.min(1)
		.default(["read", "run", "configure"])
		.meta({
			env: "QD_BOOTSTRAP_SCOPES",
			description:
				"Scopes of the API token in the bootstrap file, separated by commas. Adding people needs all four.",
		}),
	organisation: z.string().min(1).max(256).default("house").meta({
		env: "QD_ORGANISATION",
		description: "Name of the first organisation.",
	}),
	ownerEmail: z.email().optional().meta({
		env: "QD_OWNER_EMAIL",
		description:
			"Email of its owner. Without it, no organisation is created and one must already exist.",
	}),
	approveInvitation: z.string().startsWith("inv_").optional().meta({
		env: "QD_APPROVE_INVITATION",
		description:
			"Id of an invitation that is approved at start in the place of a second member, where changes are reviewed and no other member can approve. Whoever sets it vouches that the invited is another human.",
	}),
	logLevel: z.enum(logLevels).default("info").meta({
		env: "QD_LOG_LEVEL",
		description: "Log level: debug, info, warn or error.",
	}),
	traceFile: z.string().min(1).optional().meta({
		env: "QD_TRACE_FILE",
		description:
			"File to which the times of each command's steps are appended as lines of JSON. Default: nothing is traced.",
	}),
	webDir: z.string().min(1).optional().meta({
		env: "QD_WEB_DIR",
		description:
			"Folder of the built web UI. Default: the one of this checkout.",
	}),
	oidc: oidcSchema,
	signIn: signInSchema,
	sessions: sessionsSchema,
	limits: limitsSchema,
	audit: auditSchema,
	commands: commandsSchema,
	actions: actionsSchema,
	sinks: sinksSchema,
	secrets: secretsSchema,
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
			`masterKeyFile: ${settings.masterKeyFile} must contain 32 bytes in base64; create one with: openssl rand -base64 32`,
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
		text = readBoundedText(file, { pipes: true });
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
