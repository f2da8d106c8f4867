import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { parse } from "yaml";
import { z } from "zod";
import { ClusterAccessError } from "./cluster-access.ts";
import { execSchema } from "./read-exec.ts";

export const clusterSchema = z.object({
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
export const userSchema = z.object({
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
const contextSchema = z.object({
	cluster: z.string(),
	user: z.string().optional(),
});
const kubeconfigSchema = z.object({
	"current-context": z.string().nullish(),
	clusters: z
		.array(z.object({ name: z.string(), cluster: clusterSchema }))
		.nullish(),
	contexts: z
		.array(z.object({ name: z.string(), context: contextSchema }))
		.nullish(),
	users: z
		.array(z.object({ name: z.string(), user: userSchema.nullish() }))
		.nullish(),
});
type KubeconfigFile = z.output<typeof kubeconfigSchema>;

/** One entry of a kubeconfig. Relative paths in it begin where its file lies. */
export interface KubeconfigEntry<T> {
	readonly value: T;
	readonly file: string;
}

/** Several kubeconfigs as one. */
export interface MergedKubeconfig {
	/** Those that were there. */
	readonly files: readonly string[];
	readonly currentContext: string | undefined;
	readonly clusters: ReadonlyMap<
		string,
		KubeconfigEntry<z.output<typeof clusterSchema>>
	>;
	readonly contexts: ReadonlyMap<
		string,
		KubeconfigEntry<z.output<typeof contextSchema>>
	>;
	readonly users: ReadonlyMap<
		string,
		KubeconfigEntry<z.output<typeof userSchema>>
	>;
}

/**
 * Merges kubeconfigs as kubectl does: of each name the first file's entry counts as a whole, and the first current context. Of
 * several files those that are missing are skipped; a single one must be there.
 * @throws ClusterAccessError naming the file and what is wrong in it.
 */
export function mergeKubeconfigs(files: readonly string[]): MergedKubeconfig {
	const merged = {
		files: [] as string[],
		currentContext: undefined as string | undefined,
		clusters: new Map(),
		contexts: new Map(),
		users: new Map(),
	};
	for (const file of files) {
		const text = readText(file, "the kubeconfig", files.length > 1);
		if (text === undefined) continue;
		const config = parseConfig(file, text);
		merged.files.push(file);
		merged.currentContext ||= config["current-context"] || undefined;
		addFirst(merged.clusters, file, "clusters", entriesOf(config, "cluster"));
		addFirst(merged.contexts, file, "contexts", entriesOf(config, "context"));
		addFirst(merged.users, file, "users", entriesOf(config, "user"));
	}
	if (merged.files.length === 0)
		throw new ClusterAccessError(
			`none of the kubeconfigs is there: ${files.join(", ")}`,
		);
	return merged;
}

function entriesOf(
	config: KubeconfigFile,
	kind: "cluster" | "context" | "user",
): readonly (readonly [string, unknown])[] {
	switch (kind) {
		case "cluster":
			return (config.clusters ?? []).map((one) => [one.name, one.cluster]);
		case "context":
			return (config.contexts ?? []).map((one) => [one.name, one.context]);
		case "user":
			return (config.users ?? []).map((one) => [one.name, one.user ?? {}]);
	}
}

function addFirst(
	all: Map<string, KubeconfigEntry<unknown>>,
	file: string,
	list: string,
	entries: readonly (readonly [string, unknown])[],
): void {
	const here = new Set<string>();
	for (const [name, value] of entries) {
		// Which of the two would be meant is a guess, and a wrong guess sends a credential to the wrong server.
		if (here.has(name))
			throw new ClusterAccessError(
				`${file}: ${list} has two entries with the name "${name}"`,
			);
		here.add(name);
		if (!all.has(name)) all.set(name, { value, file });
	}
}

function parseConfig(file: string, text: string): KubeconfigFile {
	let value: unknown;
	try {
		value = parse(text, { maxAliasCount: 10 }) ?? {};
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

/** The text of a file that a kubeconfig is or names; undefined when it is missing and may be. @throws ClusterAccessError naming it. */
export function readText(file: string, what: string): string;
export function readText(
	file: string,
	what: string,
	mayBeMissing: boolean,
): string | undefined;
export function readText(
	file: string,
	what: string,
	mayBeMissing = false,
): string | undefined {
	try {
		return readBoundedText(file);
	} catch (error) {
		const reason = reasonOf(error);
		if (mayBeMissing && reason === "ENOENT") return undefined;
		throw new ClusterAccessError(
			`${what}: ${file} cannot be read (${reason})`,
			{ cause: error },
		);
	}
}

/** Why a file could not be read: the system's word for it, or ours. */
export function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return "code" in error ? String(error.code) : error.message;
}
