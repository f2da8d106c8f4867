import type { KubeObject } from "../kube-object.ts";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";
import {
	customFieldLabels,
	fieldLabelsFor,
	parseFieldSelector,
	parseLabelSelector,
} from "../selectors/index.ts";
import { type Exchange, parameter } from "./exchange.ts";

/** Which objects a list or watch is about. */
export interface Selection {
	matches(object: KubeObject): boolean;
	readonly isAll: boolean;
}

/** Reads `labelSelector` and `fieldSelector`, and the name in the address. Throws 400 on what cannot be read. */
export function readSelection(
	exchange: Exchange,
	type: ResourceType,
): Selection {
	const labels = parameter(exchange, "labelSelector");
	const fields = parameter(exchange, "fieldSelector");
	const name = nameInPath(exchange);
	const byLabels = parseLabelSelector(labels);
	const byFields = readFields(type, fields);
	return {
		isAll: labels === "" && fields === "" && name === "",
		matches: (object) =>
			(name === "" || object.metadata.name === name) &&
			byLabels(object.metadata.labels ?? {}) &&
			byFields(object),
	};
}

function nameInPath({ info }: Exchange): string {
	return info.verb === "watch" || info.verb === "list" ? info.name : "";
}

function readFields(
	type: ResourceType,
	text: string,
): (object: KubeObject) => boolean {
	const supported = type.custom
		? customFieldLabels(
				(type.custom.selectableFields ?? []).map((each) => each.jsonPath),
			)
		: fieldLabelsFor(apiVersionOf(type), type.kind);
	return parseFieldSelector(text, supported);
}
