/*
 * What a command from chat may not do with kubectl. The lists of commands and flags are Botkube's with its texts
 * (docs/architecture/botkube-compatibility.md#kubectl-executor); what we added to them stands apart and says why.
 */

const botkubeCommands = [
	"edit",
	"attach",
	"port-forward",
	"proxy",
	"copy",
	"debug",
	"completion",
	"replace",
	"wait",
	"kustomize",
];

/** Runs programs found on the machine. */
const ownCommands = ["plugin"];

export const blockedCommands: ReadonlySet<string> = new Set([
	...botkubeCommands,
	...ownCommands,
]);

/** Commands that make no sense here, with what to do instead. */
export const refusedCommands: ReadonlyMap<string, string> = new Map([
	[
		"config",
		"kubectl config is not available: the kubeconfig is made for this one command and contains a secret. To choose a namespace, use -n NAMESPACE; to choose a cluster, use --cluster NAME.",
	],
	[
		"cp",
		"kubectl cp is not available: it copies files of the machine that kubectl runs on, which is not yours. To see a file, use: kubectl exec POD -- cat FILE.",
	],
]);

/** Everything else kubectl can do. A list of what is allowed, so that no plugin and no hidden command is ever found. */
export const allowedCommands: ReadonlySet<string> = new Set([
	"annotate",
	"api-resources",
	"api-versions",
	"apply",
	"auth",
	"autoscale",
	"certificate",
	"cluster-info",
	"cordon",
	"create",
	"delete",
	"describe",
	"diff",
	"drain",
	"events",
	"exec",
	"explain",
	"expose",
	"get",
	"help",
	"label",
	"logs",
	"options",
	"patch",
	"rollout",
	"run",
	"scale",
	"set",
	"taint",
	"top",
	"uncordon",
	"version",
]);

const botkubeFlags = [
	"add-dir-header",
	"alsologtostderr",
	"as",
	"as-group",
	"as-uid",
	"cache-dir",
	"certificate-authority",
	"client-certificate",
	"client-key",
	"cluster",
	"context",
	"insecure-skip-tls-verify",
	"kubeconfig",
	"log-backtrace-at",
	"log-dir",
	"log-file",
	"log-file-max-size",
	"log-flush-frequency",
	"logtostderr",
	"one-output",
	"password",
	"profile",
	"profile-output",
	"server",
	"skip-headers",
	"skip-log-headers",
	"stderrthreshold",
	"tls-server-name",
	"token",
	"user",
	"username",
	"vmodule",
];

/** Newer ways to become someone else, or to have aliases run. */
const ownFlags = ["as-user-extra", "kuberc"];

const blockedFlags: ReadonlySet<string> = new Set([
	...botkubeFlags,
	...ownFlags,
]);

export function isBlockedFlag(longName: string): boolean {
	return blockedFlags.has(longName) || longName.startsWith("log-");
}

/**
 * Flags that make kubectl read or write files, or fetch addresses, on the machine it runs on. A person in chat has no
 * files there, and the plugin's own (its loan among them) are none of theirs.
 */
export const fileFlags: ReadonlySet<string> = new Set([
	"filename",
	"kustomize",
	"from-file",
	"from-env-file",
	"patch-file",
	"cert",
	"key",
	"output-directory",
]);

/** Output formats that read a file. kubectl takes them in `-o`, and in the word after it. */
export const fileFormats: readonly string[] = [
	"go-template-file",
	"templatefile",
	"jsonpath-file",
	"custom-columns-file",
];

export const texts = {
	blockedCommand: (name: string) =>
		`The "${name}" command is not supported by the Botkube kubectl plugin.`,
	blockedFlag: (name: string) =>
		`The "${name}" flag is not supported by the Botkube kubectl plugin. Please remove it.`,
	fileFlag: (name: string) =>
		`The "${name}" flag is not available: kubectl would open files or addresses from the machine it runs on, which is not yours. Remove it, or give the file as input: -f - (qd run … -f - < FILE); create, run, set, patch -p and scale take everything on the command line.`,
	noInput:
		"-f - reads standard input, and nothing was given there. From a terminal: qd run -c CLUSTER -- kubectl apply -f - < FILE",
	fileFormat: (name: string) =>
		`The "${name}" output format is not available: it reads a file of the machine that kubectl runs on, which is not yours. Write the template itself: ${name.replace(/-?file$/, "")}=TEMPLATE.`,
	unknownCommand: (name: string) =>
		`error: unknown command "${name}" for "kubectl"`,
	earlyFlag: (word: string) =>
		`Write "${word}" after the kubectl command, as in: kubectl get pods ${word}`,
	emptyWord:
		"The command starts with an empty word. Write the kubectl command first.",
	notKubectl: "the input command does not target the kubectl plugin",
	specifyCommand: "Please specify the kubectl command",
} as const;
