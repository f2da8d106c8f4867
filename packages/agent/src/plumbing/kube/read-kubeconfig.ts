import { existsSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import type { z } from "zod";
import {
	type ClusterAccess,
	ClusterAccessError,
	type ClusterCredential,
} from "./cluster-access.ts";
import {
	type clusterSchema,
	type KubeconfigEntry,
	mergeKubeconfigs,
	readText,
	type userSchema,
} from "./merge-kubeconfigs.ts";
import { readExec } from "./read-exec.ts";

/*
 * A small reader of our own: loading the official client costs half a second and 55 MiB of memory that stays. It reads what an agent
 * needs and says plainly what it does not support.
 */

/** The files that a KUBECONFIG means: several are separated by `:`, unless there is one file of that very name. */
export function kubeconfigFiles(kubeconfig: string): readonly string[] {
	if (existsSync(kubeconfig)) return [kubeconfig];
	const files = kubeconfig.split(delimiter).filter((file) => file !== "");
	return files.length > 0 ? files : [kubeconfig];
}

/**
 * The way to the cluster that a context describes, with that context's own user; the current one unless `contextName` names another.
 * `kubeconfig` is a file, or several as KUBECONFIG has them, merged as kubectl does.
 * @throws ClusterAccessError naming the file and what is wrong in it.
 */
export function readKubeconfig(
	kubeconfig: string,
	contextName?: string,
	environment: Environment = {},
): ClusterAccess {
	const config = mergeKubeconfigs(kubeconfigFiles(kubeconfig));
	const wanted = contextName ?? config.currentContext ?? "";
	const context = config.contexts.get(wanted);
	if (!context) {
		const known = [...config.contexts.keys()].join(", ");
		throw new ClusterAccessError(
			`${kubeconfig}: there is no context "${wanted}"; there are: ${known}`,
		);
	}
	const { cluster: name, user: userName = "" } = context.value;
	const cluster = config.clusters.get(name);
	if (!cluster)
		throw new ClusterAccessError(
			`${context.file}: context "${wanted}" names a cluster "${name}" that is not there`,
		);
	const user = config.users.get(userName);
	if (!user && userName !== "")
		throw new ClusterAccessError(
			`${context.file}: context "${wanted}" names a user "${userName}" that is not there`,
		);
	const access = accessOf({
		name,
		cluster,
		user: user ?? { value: {}, file: context.file },
		environment,
	});
	return {
		...access,
		secretFiles: [...config.files, ...access.secretFiles].map((file) =>
			resolve(file),
		),
	};
}

interface Parts {
	readonly name: string;
	readonly cluster: KubeconfigEntry<z.output<typeof clusterSchema>>;
	readonly user: KubeconfigEntry<z.output<typeof userSchema>>;
	readonly environment: Environment;
}

function accessOf(parts: Parts): ClusterAccess {
	const cluster = parts.cluster.value;
	const { value: user, file: userFile } = parts.user;
	refuseUnsupported(parts);
	const certificatePem = pemOf(
		parts.user,
		"client-certificate",
		user["client-certificate-data"],
		user["client-certificate"],
	);
	const privateKeyPem = pemOf(
		parts.user,
		"client-key",
		user["client-key-data"],
		user["client-key"],
	);
	const certificateAuthorityPem = pemOf(
		parts.cluster,
		"certificate-authority",
		cluster["certificate-authority-data"],
		cluster["certificate-authority"],
	);
	const insecure = cluster["insecure-skip-tls-verify"] ?? false;
	refuseContradictions(parts, {
		certificatePem,
		privateKeyPem,
		certificateAuthorityPem,
		insecure,
	});
	return {
		name: parts.name,
		server: serverUrl(parts.cluster.file, cluster.server),
		certificateAuthorityPem,
		insecure,
		serverName: cluster["tls-server-name"],
		clientCertificate:
			certificatePem !== undefined && privateKeyPem !== undefined
				? { certificatePem, privateKeyPem }
				: undefined,
		credential: credentialOf(parts, certificateAuthorityPem),
		secretFiles: [user.tokenFile, user["client-key"]]
			.filter((path) => path !== undefined)
			.map((path) => beside(userFile, path)),
	};
}

/** What kubectl refuses too, because one of the two would have to be ignored without a word. */
function refuseContradictions(
	{ cluster, user }: Parts,
	given: {
		readonly certificatePem: string | undefined;
		readonly privateKeyPem: string | undefined;
		readonly certificateAuthorityPem: string | undefined;
		readonly insecure: boolean;
	},
): void {
	if (given.insecure && given.certificateAuthorityPem !== undefined)
		throw new ClusterAccessError(
			`${cluster.file}: a cluster cannot have both a certificate-authority and insecure-skip-tls-verify: remove insecure-skip-tls-verify, so that the server's certificate is checked`,
		);
	const hasCertificate = given.certificatePem !== undefined;
	if (hasCertificate !== (given.privateKeyPem !== undefined))
		throw new ClusterAccessError(
			`${user.file}: a user needs client-certificate and client-key together; ${hasCertificate ? "client-key" : "client-certificate"} is missing`,
		);
}

function refuseUnsupported({ cluster, user }: Parts): void {
	const say = (file: string, key: string, why: string): never => {
		throw new ClusterAccessError(`${file}: ${key} is not supported: ${why}`);
	};
	if (cluster.value["proxy-url"])
		say(cluster.file, "proxy-url", "the agent dials the API server itself");
	const { value, file } = user;
	if (value["auth-provider"] !== undefined)
		say(
			file,
			"auth-provider",
			"Kubernetes dropped it in 1.26; use exec or a token",
		);
	if (value.as !== undefined || value["as-groups"] !== undefined)
		say(
			file,
			"as",
			"an agent that is somebody else already cannot lend identities",
		);
}

/** The same order as client-go: a token file wins over a token, a token over a program. */
function credentialOf(
	{ cluster, user: { file, value: user }, environment }: Parts,
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
		const told = clusterInfo(cluster.value, certificateAuthorityPem);
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
	{ file }: KubeconfigEntry<unknown>,
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
