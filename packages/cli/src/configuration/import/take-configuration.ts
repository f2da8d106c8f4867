import {
	type ConfigurationProblem,
	chartKeys,
	checkDocument,
	documentOf,
	oldVersionWords,
	valueAt,
} from "@quarterdeck/contract/configuration";
import {
	Document,
	isAlias,
	isMap,
	isScalar,
	type Node,
	visit,
	YAMLMap,
} from "yaml";
import type { FoundValues } from "./find-values.ts";

/** What was taken over, and what was not. */
export interface TakenConfiguration {
	/** The configuration with the comments of the file. Undefined when it cannot be read, or is for an old version of Botkube. */
	readonly yaml: string | undefined;
	/** What was left out and why, with its line in the file. */
	readonly leftOut: readonly {
		readonly path: string;
		readonly line: number;
		readonly why: string;
	}[];
	/** What is to be mended, with lines of the file it came from. */
	readonly problems: readonly ConfigurationProblem[];
}

const whyOfKey: Readonly<Record<string, string>> = {
	rbac: "the chart makes ClusterRoles of it; give its groups their rights in the cluster yourself",
	existingCommunicationsSecretName:
		"the channels are in that Secret; add its comm_config.yaml to the configuration",
};

/** Takes the configuration out of chart values. Never throws for what is in them. */
export function takeConfiguration(
	found: FoundValues,
	file: string,
): TakenConfiguration {
	const { lines, shift, text } = found;
	// Read before anything is left out: what stays may point at anchors there.
	const read = documentOf(found.map, { parsed: undefined, text, lines, file });
	const { map, leftOut } = leaveOut(found);
	const { problems } = read.document
		? checkDocument(
				{ ...read.document, data: withoutPaths(read.document.data, leftOut) },
				read.problems,
			)
		: read;
	const isReadable = read.problems.every(
		({ severity }) => severity === "warning",
	);
	return {
		yaml: isReadable && !problems.some(isOld) ? write(map, found) : undefined,
		leftOut: leftOut.map(({ path, line, why }) => ({
			path: path.join("."),
			line: line + shift.lines,
			why,
		})),
		problems: problems.map((one) => ({
			...one,
			line: one.line + shift.lines,
			column: one.column + shift.columns,
		})),
	};
}

function isOld({ message }: ConfigurationProblem): boolean {
	return message.startsWith(oldVersionWords);
}

interface LeftOut {
	readonly path: readonly string[];
	/** In the text of the values, from 1. */
	readonly line: number;
	readonly why: string;
}

/** The map without the chart's keys; the nodes are the same, so that comments stay. */
function leaveOut({ map: whole, lines }: FoundValues): {
	readonly map: YAMLMap;
	readonly leftOut: readonly LeftOut[];
} {
	const map = new YAMLMap();
	map.items = [...whole.items];
	map.commentBefore = whole.commentBefore ?? null;
	map.comment = whole.comment ?? null;
	const leftOut: LeftOut[] = [];
	const drop = (from: unknown, path: readonly string[], why: string) => {
		if (!isMap(from)) return;
		const pair = from.items.find(
			(one) => isScalar(one.key) && one.key.value === path.at(-1),
		);
		if (!pair || !isScalar(pair.key)) return;
		const { line } = lines.linePos(pair.key.range?.[0] ?? 0);
		leftOut.push({ path, line, why });
		from.items = from.items.filter((one) => one !== pair);
	};
	for (const key of chartKeys)
		drop(map, [key], whyOfKey[key] ?? "it says how Botkube is deployed");
	const webhook = ["plugins", "incomingWebhook"];
	drop(
		map.getIn(webhook),
		[...webhook, "targetPort"],
		"it belongs to the chart's Service",
	);
	return { map, leftOut: leftOut.sort((a, b) => a.line - b.line) };
}

function withoutPaths(data: unknown, leftOut: readonly LeftOut[]): unknown {
	const copy = structuredClone(data);
	for (const { path } of leftOut) {
		const parent = valueAt(copy, path.slice(0, -1));
		if (typeof parent === "object" && parent !== null)
			Reflect.deleteProperty(parent, path.at(-1) ?? "");
	}
	return copy;
}

function write(map: YAMLMap, { document, place }: FoundValues): string {
	const output = new Document();
	output.contents = map as never;
	if (place === "") output.commentBefore = document.commentBefore;
	unfoldForeign(output, document);
	return output.toString({ lineWidth: 0 });
}

/** An alias of something that was left out becomes what it stood for. It ends, because the whole was read within limits before. */
function unfoldForeign(output: Document, original: Document): void {
	const seen = new Set<string>();
	visit(output, {
		Node(_key, node) {
			if (isAlias(node))
				return seen.has(node.source)
					? undefined
					: foreign(node.resolve(original));
			if ("anchor" in node && typeof node.anchor === "string")
				seen.add(node.anchor);
			return undefined;
		},
	});
}

function foreign(node: Node | undefined): Node | undefined {
	const copy = node?.clone() as Node | undefined;
	if (copy && "anchor" in copy) delete copy.anchor;
	return copy;
}
