import { kindOf } from "./kubernetes-kinds.ts";

/** Something that can be said about the thing a row is about. */
export interface RowCommand {
	readonly label: string;
	readonly command: string;
	/** At once, after a confirmation, or put into the entry to be completed. */
	readonly how: "run" | "confirm" | "write";
}

export interface TableRow {
	readonly cluster: string;
	readonly cells: readonly string[];
}

/**
 * The commands that fit a row of what these words answered: none where it is not clear what the row is about. The names come from the
 * output, which is hostile text: only those that Kubernetes could have given are taken up. Pure.
 */
export function rowCommands(
	words: readonly string[],
	columns: readonly string[],
	row: TableRow,
): readonly RowCommand[] {
	const cell = (title: string) => row.cells[columns.indexOf(title)];
	const asked = readWords(words);
	const name = cell("NAME");
	if (!asked || name === undefined) return [];
	const namespace = cell("NAMESPACE") ?? asked.namespace;
	if (namespace !== undefined && !isName(namespace)) return [];
	const where = whereOf(namespace, row.cluster);
	return asked.program === "helm"
		? helmCommands(name, where)
		: kubectlCommands(asked.resource, name, where);
}

const quick = "--tail=100";

function kubectlCommands(
	resource: string,
	name: string,
	where: string,
): readonly RowCommand[] {
	const object = objectOf(resource, name);
	if (!object) return [];
	const { kind, of, plain } = object;
	const command = (
		label: string,
		text: string,
		how: RowCommand["how"] = "run",
	): RowCommand => ({ label, command: `kubectl ${text}`, how });
	return [
		command("Describe", `describe ${of}${where}`),
		...(kind?.hasLogs ? [command("Logs", `logs ${of} ${quick}${where}`)] : []),
		command(
			"Events",
			`get events --field-selector=involvedObject.name=${plain}${where}`,
		),
		...(kind?.isScaled
			? [command("Scale…", `scale ${of}${where} --replicas=`, "write")]
			: []),
		...(kind?.isRolledOut
			? [command("Restart…", `rollout restart ${of}${where}`, "confirm")]
			: []),
		command("Delete…", `delete ${of}${where}`, "confirm"),
	];
}

function helmCommands(name: string, where: string): readonly RowCommand[] {
	if (!isName(name)) return [];
	return [
		{ label: "Status", command: `helm status ${name}${where}`, how: "run" },
		{ label: "History", command: `helm history ${name}${where}`, how: "run" },
		{
			label: "Roll back…",
			command: `helm rollback ${name}${where} `,
			how: "write",
		},
	];
}

/** A row of several kinds names its own: `deployment.apps/web`. */
function objectOf(resource: string, name: string) {
	const [given, ...rest] = name.split("/");
	const type = rest.length === 0 ? resource : (given ?? "");
	const plain = rest.length === 0 ? name : rest.join("/");
	if (!isName(plain) || !/^[a-z][a-z0-9.-]*$/.test(type)) return undefined;
	const kind = kindOf(type);
	return { kind, plain, of: `${kind?.name ?? type}/${plain}` };
}

function whereOf(namespace: string | undefined, cluster: string): string {
	const at = namespace === undefined ? "" : ` -n ${namespace}`;
	return `${at} --cluster=${cluster}`;
}

/** What Kubernetes takes for a name; of roles and their like, with colons. */
function isName(text: string): boolean {
	return /^[a-zA-Z0-9](?:[a-zA-Z0-9._:-]{0,251}[a-zA-Z0-9])?$/.test(text);
}

interface Asked {
	readonly program: "kubectl" | "helm";
	readonly resource: string;
	readonly namespace: string | undefined;
}

/** Flags whose value is a word of its own; others have none, or have it behind `=`. */
const withValue = new Set(
	"-n --namespace -l --selector -o --output -L --label-columns --field-selector --sort-by --chunk-size --subresource --filter -f --raw --request-timeout -m --max".split(
		" ",
	),
);

/** Undefined for words whose tables are not about things one can name. */
function readWords(words: readonly string[]): Asked | undefined {
	const { plain, namespace } = splitFlags(words);
	const [program, verb, resource] = plain;
	if (program === "helm" && verb === "list")
		return { program, resource: "", namespace };
	if (program !== "kubectl" || !resource) return undefined;
	if (verb !== "get" && verb !== "top") return undefined;
	// `get pods,services` prints kinds with the names, and so does nothing that this list would misread.
	const one = resource.split(",").length === 1 ? resource : "";
	return { program, resource: one.split("/")[0] ?? "", namespace };
}

function splitFlags(words: readonly string[]): {
	readonly plain: readonly string[];
	readonly namespace: string | undefined;
} {
	const plain: string[] = [];
	let namespace: string | undefined;
	for (let at = 0; at < words.length; at++) {
		const word = words[at] ?? "";
		const takesNext = withValue.has(word);
		const given = /^(?:--namespace=|-n=?)(.+)$/.exec(word)?.[1];
		if (given !== undefined) namespace = given;
		if (word === "-n" || word === "--namespace") namespace = words[at + 1];
		if (!word.startsWith("-")) plain.push(word);
		if (takesNext) at += 1;
	}
	return { plain, namespace };
}
