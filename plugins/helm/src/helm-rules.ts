/*
 * What a command from chat may do with helm: Botkube's commands
 * (docs/architecture/botkube-compatibility.md#helm-executor), and of their flags those that neither open files of the
 * machine helm runs on, nor run programs, nor choose another identity, API server or kubeconfig. It is a list of what
 * is allowed, so that a flag of a newer helm is refused until somebody has looked at it.
 */

export interface CommandRule {
	/** Flags that stand alone, or with `=`. */
	readonly switches: readonly string[];
	/** Flags with a value, as the next word or behind `=`. */
	readonly values: readonly string[];
	/** What a letter stands for in this command. */
	readonly letters?: Readonly<Record<string, string>>;
	/** What its other words are. */
	readonly words: "releases" | "chart" | "topics" | "none";
	/** Whether it asks the cluster. */
	readonly isLocal?: boolean;
}

const render = [
	"disable-openapi-validation",
	"hide-notes",
	"hide-secret",
	"render-subchart-notes",
	"skip-crds",
	"skip-schema-validation",
];
const apply = [
	"atomic",
	"create-namespace",
	"devel",
	"dry-run",
	"force",
	"no-hooks",
	"wait",
	"wait-for-jobs",
];
const chartValues = [
	"description",
	"labels",
	"output",
	"repo",
	"set",
	"set-json",
	"set-literal",
	"set-string",
	"timeout",
	"version",
];
const chartLetters = { l: "labels", o: "output" };

const status: CommandRule = {
	switches: ["show-desc", "show-resources"],
	values: ["output", "revision"],
	letters: { o: "output" },
	words: "releases",
};

/** By the name that helm gives them. */
export const commands: Readonly<Record<string, CommandRule>> = {
	install: {
		switches: [...apply, ...render, "generate-name", "replace"],
		values: chartValues,
		letters: { ...chartLetters, g: "generate-name" },
		words: "chart",
	},
	upgrade: {
		switches: [
			...apply,
			...render,
			"cleanup-on-fail",
			"install",
			"reset-then-reuse-values",
			"reset-values",
			"reuse-values",
		],
		values: [...chartValues, "history-max"],
		letters: { ...chartLetters, i: "install" },
		words: "chart",
	},
	uninstall: {
		switches: [
			"dry-run",
			"ignore-not-found",
			"keep-history",
			"no-hooks",
			"wait",
		],
		values: ["cascade", "description", "timeout"],
		words: "releases",
	},
	list: {
		switches: [
			"all",
			"all-namespaces",
			"date",
			"deployed",
			"failed",
			"no-headers",
			"pending",
			"reverse",
			"short",
			"superseded",
			"uninstalled",
			"uninstalling",
		],
		values: ["filter", "max", "offset", "output", "selector", "time-format"],
		letters: {
			a: "all",
			A: "all-namespaces",
			d: "date",
			f: "filter",
			l: "selector",
			m: "max",
			o: "output",
			q: "short",
			r: "reverse",
		},
		words: "none",
	},
	version: { switches: ["short"], values: [], words: "none", isLocal: true },
	status,
	test: {
		switches: ["hide-notes", "logs"],
		values: ["filter", "timeout"],
		words: "releases",
	},
	rollback: {
		switches: [
			"cleanup-on-fail",
			"dry-run",
			"force",
			"no-hooks",
			"recreate-pods",
			"wait",
			"wait-for-jobs",
		],
		values: ["history-max", "timeout"],
		words: "releases",
	},
	history: {
		switches: [],
		values: ["max", "output"],
		letters: { o: "output" },
		words: "releases",
	},
	get: {
		switches: ["all"],
		values: ["output", "revision"],
		letters: { a: "all", o: "output" },
		words: "releases",
	},
	help: { switches: [], values: [], words: "topics", isLocal: true },
};

/** Of every command. */
export const everywhere = {
	switches: ["help"],
	values: ["namespace"],
	letters: { h: "help", n: "namespace" },
} as const;

/** Other names that helm takes. */
export const aliases: Readonly<Record<string, string>> = {
	ls: "list",
	del: "uninstall",
	delete: "uninstall",
	un: "uninstall",
	hist: "history",
};

export const texts = {
	notHelm: "the input command does not target the helm plugin",
	command: (name: string) =>
		`The "${name}" command is not supported by the Botkube helm plugin. It has: ${Object.keys(commands).join(", ")}.`,
	flag: (name: string) =>
		`The "${name}" flag is not supported by the Botkube helm plugin. Please remove it.`,
	fileFlag: (name: string) =>
		`The "${name}" flag is not available: helm would open files of the machine it runs on, which is not yours. Give values with --set, --set-string or --set-json.`,
	commandFirst: "Write the helm command first, as in: helm list -n NAMESPACE",
	dashedValue: (flag: string, value: string) =>
		`Write "${flag}=${value}" if "${value}" is the value of ${flag}.`,
	noValue: (flag: string) => `The flag ${flag} needs a value.`,
	word: (word: string) =>
		`"${word}" is no name of a release, and nothing else can stand there.`,
	noWord: (word: string) => `Nothing was expected at "${word}".`,
	chart: (word: string) =>
		`"${word}" is no chart that can be installed here. Give its address (https://…/NAME-VERSION.tgz), or its name with --repo https://…. Files, charts of repositories added before, and OCI registries are not supported.`,
	repository: (address: string) =>
		`"${address}" is no address of a repository: it begins with https:// or http://.`,
} as const;

/** Flags that read files, for a better answer than that of any other flag. */
export const fileFlags: ReadonlySet<string> = new Set(["values", "set-file"]);
