import {
	type ConfigurationDocument,
	type ConfigurationProblem,
	checkDocument,
	documentOf,
	formatPath,
	oldVersionWords,
	valueAt,
} from "@quarterdeck/contract/configuration";
import {
	Document,
	isAlias,
	LineCounter,
	type Node,
	visit,
	type YAMLMap,
} from "yaml";
import { applyOverrides } from "./apply-overrides.ts";
import {
	boundIn,
	changeMerged,
	dropUnusedDefaults,
	needsChange,
} from "./change-merged.ts";
import { describeTaken } from "./describe-taken.ts";
import type { Override } from "./environment-variables.ts";
import { defaultsLayer, type Layer } from "./layer.ts";
import { leaveOutChartKeys } from "./leave-out.ts";
import { type MergedLayers, mergeLayers } from "./merge-layers.ts";
import type { PlaceOf, ReportEntry } from "./report.ts";

/** What was taken over, and what was not. */
export interface TakenConfiguration {
	/** The configuration, with comments. Undefined when a file cannot be read, or is for an old version of Botkube. */
	readonly yaml: string | undefined;
	readonly entries: readonly ReportEntry[];
	/** What is to be mended, with lines of the files it came from. */
	readonly problems: readonly ConfigurationProblem[];
}

/** Takes one configuration out of files, in the order in which the later wins, and variables. Never throws for what is in them. */
export function takeConfiguration(
	files: readonly Layer[],
	given: {
		readonly withDefaults: boolean;
		readonly overrides: readonly Override[];
	},
): TakenConfiguration {
	const unreadable = files.flatMap(({ problems }) => problems);
	if (unreadable.some(({ severity }) => severity === "error"))
		return { yaml: undefined, entries: [], problems: unreadable };
	const cut = files.map(leaveOutChartKeys);
	// A list is replaced by the later one, so only the last is that of the pod.
	const ofPod = cut.findLast(
		({ layer }) => valueAt(layer.document?.data, ["extraEnv"]) !== undefined,
	);
	const overrides = [...(ofPod?.overrides ?? []), ...given.overrides];
	const layers = [
		...(given.withDefaults ? [defaultsLayer()] : []),
		...cut.map(({ layer }) => layer),
	];
	const merged = mergeLayers(layers);
	const dataOf = () => readMap(merged.map);
	const isMerged =
		layers.length > 1 || overrides.length > 0 || needsChange(dataOf());
	const applied = applyOverrides(overrides, merged, dataOf);
	const changed = changeMerged(merged, dataOf());
	if (given.withDefaults) dropUnusedDefaults(merged, dataOf);
	const data = dataOf();
	const { problems } = checkDocument(documentOver(data, merged.placeOf), [
		...unreadable,
		...applied.problems,
	]);
	const [only] = cut;
	const isOld = problems.some(({ message }) =>
		message.startsWith(oldVersionWords),
	);
	return {
		yaml: isOld
			? undefined
			: write(isMerged || !only ? merged.map : only.layer.found.map, files),
		entries: isOld
			? []
			: [
					...cut.flatMap((one) => one.entries),
					...applied.entries,
					...changed,
					...describeTaken(data, merged.placeOf),
					...(given.withDefaults ? [] : missingDefaults(data, merged)),
				],
		problems,
	};
}

/** Plain data of a map that was made here, whose own places say nothing. */
function readMap(map: YAMLMap): unknown {
	const { document } = documentOf(map, {
		parsed: undefined,
		text: "",
		lines: new LineCounter(),
		file: "",
	});
	return document?.data;
}

/** The merged data as a document whose problems point into the files. */
function documentOver(data: unknown, placeOf: PlaceOf): ConfigurationDocument {
	const problem: ConfigurationDocument["problem"] = (
		path,
		message,
		{ severity = "error", suggestion } = {},
	) => {
		const { file, line, column } = placeOf(path);
		return {
			severity,
			file,
			line: line ?? 1,
			column,
			path: formatPath(path),
			message,
			suggestion,
		};
	};
	return {
		data,
		text: "",
		parsed: undefined,
		valueSpan: () => undefined,
		problem,
		problemAt: (_offset, message) => problem([], message),
	};
}

/** What is built on the chart's defaults, and lacks them here. */
function missingDefaults(
	data: unknown,
	{ placeOf }: MergedLayers,
): ReportEntry[] {
	const defaults = defaultsLayer().document?.data;
	const how = "add --with-chart-defaults to import with them";
	const bound = boundIn(data);
	return ["sources", "executors"].flatMap((section) =>
		Object.keys(valueAt(defaults, [section]) ?? {}).flatMap((name) => {
			const path = [section, name];
			const isHere = valueAt(data, path) !== undefined;
			if (!isHere && !bound.has(name)) return [];
			const { file, line } = placeOf(isHere ? path : ["communications"]);
			const why = isHere
				? `Botkube's chart has defaults for this group, which are not in this file: ${how}`
				: `it is bound, and defined by Botkube's chart only: ${how}`;
			return [
				{ verdict: "note" as const, file, line, path: path.join("."), why },
			];
		}),
	);
}

function write(map: YAMLMap, files: readonly Layer[]): string {
	const output = new Document();
	output.contents = map as never;
	const [first] = files;
	if (first?.found.place === "")
		output.commentBefore = first.found.document.commentBefore;
	if (first) unfoldForeign(output, first.found.document);
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
