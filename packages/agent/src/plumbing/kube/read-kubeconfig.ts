import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { parse } from "yaml";
import { z } from "zod";
import {
	type ClusterAccess,
	ClusterAccessError,
	type ClusterCredential,
} from "./cluster-access.ts";
import { execSchema, readExec } from "./read-exec.ts";

/*
 * A small reader of our own: loading the official client costs half a second and 55 MiB of memory that stays. It reads what an agent
 * needs and says plainly what it does not support.
 */

const clusterSchema = z.object({
	server: z.string(),
	"certificate-authority": z.string().optional(),
	"certificate-authority-data": z.string().optional(),
	"insecure-skip-tls-verify": z.boolean().optional(),
	"tls-server-name": z.string().optional(),
	"proxy-url": z.string().optional(),
	extensions: z
		.array(z.object({ name: z.string(), extension: z.unknown() }))
		.nullish(),
});
const userSchema = z.object({
	token: z.string().optional(),
	tokenFile: z.string().optional(),
	"client-certificate": z.string().optional(),
	"client-certificate-data": z.string().optional(),
	"client-key": z.string().optional(),
	"client-key-data": z.string().optional(),
	username: z.string().optional(),
	password: z.string().optional(),
	exec: execSchema.nullish(),
	"auth-provider": z.unknown().optional(),
	as: z.string().optional(),
	"as-groups": z.unknown().optional(),
});
const kubeconfigSchema = z.object({
	"current-context": z.string().optional(),
	clusters: z.array(z.object({ name: z.string(), cluster: clusterSchema })),
	contexts: z.array(
		z.object({
			name: z.string(),
			context: z.object({ cluster: z.string(), user: z.string().optional() }),
		}),
	),
	users: z
		.array(z.object({ name: z.string(), user: userSchema.nullish() }))
		.nullish(),
});

/**
 * The way to the cluster that a kubeconfig file's context describes; the current one unless `contextName` names another.
 * @throws ClusterAccessError naming the file and what is wrong in it.
 */
export function readKubeconfig(
	file: string,
	contextName?: string,
	environment: Environment = {},
): ClusterAccess {
	const text = readText(file, "the kubeconfig");
	const config = parseConfig(file, text);
	const wanted = contextName ?? config["current-context"] ?? "";
	const context = config.contexts.find((one) => one.name === wanted)?.context;
	if (!context) {
		const known = config.contexts.map((one) => one.name).join(", ");
		throw new ClusterAccessError(
			`${file}: there is no context "${wanted}"; there are: ${known}`,
		);
	}
	const cluster = config.clusters.find(
		(one) => one.name === context.cluster,
	)?.cluster;
	if (!cluster)
		throw new ClusterAccessError(
			`${file}: context "${wanted}" names a cluster "${context.cluster}" that is not there`,
		);
	const user =
		config.users?.find((one) => one.name === context.user)?.user ?? {};
	return accessOf({ file, name: context.cluster, cluster, user, environment });
}

function parseConfig(
	file: string,
	text: string,
): z.output<typeof kubeconfigSchema> {
	let value: unknown;
	try {
		value = parse(text, { maxAliasCount: 10 });
	} catch (error) {
		throw new ClusterAccessError(
			`${file}: ${error instanceof Error ? error.message : "is not YAML"}`,
		);
	}
	const result = kubeconfigSchema.safeParse(value);
	if (result.success) return result.data;
	const problems = result.error.issues.map(
		(issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`,
	);
	throw new ClusterAccessError(
		`${file} is not a kubeconfig: ${problems.join("; ")}`,
	);
}

interface Parts {
	readonly file: string;
	readonly name: string;
	readonly cluster: z.output<typeof clusterSchema>;
	readonly user: z.output<typeof userSchema>;
	readonly environment: Environment;
}

function accessOf(parts: Parts): ClusterAccess {
	const { file, cluster, user } = parts;
	refuseUnsupported(parts);
	const pem = (key: string, data?: string, path?: string) =>
		pemOf(file, key, data, path);
	const certificatePem = pem(
		"client-certificate",
		user["client-certificate-data"],
		user["client-certificate"],
	);
	const privateKeyPem = pem(
		"client-key",
		user["client-key-data"],
		user["client-key"],
	);
	const certificateAuthorityPem = pem(
		"certificate-authority",
		cluster["certificate-authority-data"],
		cluster["certificate-authority"],
	);
	return {
		name: parts.name,
		server: serverUrl(file, cluster.server),
		certificateAuthorityPem,
		insecure: cluster["insecure-skip-tls-verify"] ?? false,
		serverName: cluster["tls-server-name"],
		clientCertificate:
			certificatePem !== undefined && privateKeyPem !== undefined
				? { certificatePem, privateKeyPem }
				: undefined,
		credential: credentialOf(parts, certificateAuthorityPem),
	};
}

function refuseUnsupported({ file, cluster, user }: Parts): void {
	const say = (key: string, why: string): never => {
		throw new ClusterAccessError(`${file}: ${key} is not supported: ${why}`);
	};
	if (cluster["proxy-url"])
		say("proxy-url", "the agent dials the API server itself");
	if (user["auth-provider"] !== undefined)
		say("auth-provider", "Kubernetes dropped it in 1.26; use exec or a token");
	if (user.as !== undefined || user["as-groups"] !== undefined)
		say("as", "an agent that is somebody else already cannot lend identities");
}

/** The same order as client-go: a token file wins over a token, a token over a program. */
function credentialOf(
	{ file, cluster, user, environment }: Parts,
	certificateAuthorityPem: string | undefined,
): ClusterCredential {
	if (user.tokenFile)
		return { kind: "token-file", file: beside(file, user.tokenFile) };
	if (user.token) return { kind: "token", token: user.token };
	if (user.username)
		return {
			kind: "basic",
			username: user.username,
			password: user.password ?? "",
		};
	if (user.exec) {
		const told = clusterInfo(cluster, certificateAuthorityPem);
		const program = readExec(user.exec, { file, cluster: told, environment });
		return { kind: "exec", program };
	}
	return { kind: "none" };
}

/** The cluster as the exec protocol describes it. */
function clusterInfo(
	cluster: z.output<typeof clusterSchema>,
	certificateAuthorityPem: string | undefined,
): Readonly<Record<string, unknown>> {
	return {
		server: cluster.server,
		"tls-server-name": cluster["tls-server-name"],
		"insecure-skip-tls-verify": cluster["insecure-skip-tls-verify"],
		...(certificateAuthorityPem === undefined
			? {}
			: {
					"certificate-authority-data": Buffer.from(
						certificateAuthorityPem,
					).toString("base64"),
				}),
		config: cluster.extensions?.find(
			({ name }) => name === "client.authentication.k8s.io/exec",
		)?.extension,
	};
}

function serverUrl(file: string, server: string): URL {
	const url = URL.parse(server);
	if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
		throw new ClusterAccessError(
			`${file}: server "${server}" is no http or https address`,
		);
	return url;
}

function pemOf(
	file: string,
	key: string,
	data: string | undefined,
	path: string | undefined,
): string | undefined {
	if (data) return Buffer.from(data, "base64").toString("utf8");
	return path ? readText(beside(file, path), `${file}: ${key}`) : undefined;
}

function beside(file: string, path: string): string {
	return resolve(dirname(file), path);
}

function readText(file: string, what: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw new ClusterAccessError(
			`${what}: ${file} cannot be read (${error instanceof Error && "code" in error ? String(error.code) : "unknown"})`,
			{ cause: error },
		);
	}
}
