import { isMap, type Node } from "yaml";
import { chartKeysIn, findChartValues } from "./chart-values.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument } from "./document.ts";

/** Keys of the chart that are named, of all that stand there. */
const maxNamed = 3;

/**
 * That a file is no configuration but holds one, in one sentence instead of a problem for each key: the values of a Helm chart, alone
 * or inside what deploys it. Undefined when it is not.
 */
export function explainOrigin(
	document: ConfigurationDocument,
): ConfigurationProblem | undefined {
	const values = findChartValues(document.parsed?.contents);
	if (!values) return undefined;
	const how = "Take the configuration out of it with: qd config import FILE";
	const { node, place } = values;
	if (place !== "" || !isMap(node)) {
		const at = isMap(node) ? node : node.node;
		return document.problemAt(
			startOf(at),
			`this file is not a configuration; it holds one: these are the values of Botkube's Helm chart at ${place}. ${how}`,
		);
	}
	const keys = chartKeysIn(node);
	const more = keys.length - maxNamed;
	const named = keys.slice(0, maxNamed).join(", ");
	return document.problem(
		[keys[0] ?? ""],
		`these are the values of Botkube's Helm chart, not a configuration: ${named}${more > 0 ? ` and ${more} more keys` : ""} ${keys.length === 1 ? "says" : "say"} how Botkube is deployed. ${how}`,
	);
}

function startOf(node: Node): number {
	return node.range?.[0] ?? 0;
}
