import type { ResourceType } from "../resources/resource-type.ts";
import type { StoredObject } from "../store/stored-object.ts";
import { tableFor } from "../tables/index.ts";
import type { Presenter } from "./presenter.ts";

/** Encodes objects as rows of a Table. */
export function createTablePrinter(options: {
	type: ResourceType;
	metaVersion: string;
	includeObject: string;
	now: number;
}): Presenter {
	const { metaVersion, includeObject, type } = options;
	let isFirst = true;

	function tableOf(items: readonly StoredObject[]) {
		const objects = items.map((each) => each.object);
		return tableFor(
			type,
			objects,
			options.now,
			type.custom
				? { crdColumns: type.custom.additionalPrinterColumns ?? [] }
				: {},
		);
	}

	function rowObject({ object }: StoredObject): unknown {
		if (includeObject === "None") return null;
		if (includeObject === "Object") return object;
		return {
			kind: "PartialObjectMetadata",
			apiVersion: metaVersion,
			metadata: object.metadata,
		};
	}

	function* rows(items: readonly StoredObject[]): Iterable<string> {
		const { rows: cells } = tableOf(items);
		for (let i = 0; i < items.length; i++) {
			const object = rowObject(items[i] as StoredObject);
			yield (i === 0 ? "" : ",") + JSON.stringify({ cells: cells[i], object });
		}
	}

	function head(metadata: object, withColumns: boolean): string {
		const columnDefinitions = withColumns
			? tableOf([]).columnDefinitions
			: null;
		const table = {
			kind: "Table",
			apiVersion: metaVersion,
			metadata,
			columnDefinitions,
		};
		return `${JSON.stringify(table).slice(0, -1)},"rows":[`;
	}

	return {
		one(stored) {
			const { resourceVersion } = stored;
			const text = [
				head({ resourceVersion: String(resourceVersion) }, isFirst),
				...rows([stored]),
				"]}",
			].join("");
			isFirst = false;
			return text;
		},
		*list(metadata, items) {
			yield head(metadata, true);
			yield* rows(items);
			yield "]}";
		},
		bookmark(resourceVersion, annotations) {
			const metadata = {
				resourceVersion: String(resourceVersion),
				creationTimestamp: null,
			};
			return JSON.stringify({
				kind: "Table",
				apiVersion: metaVersion,
				metadata: { resourceVersion: String(resourceVersion) },
				columnDefinitions: null,
				rows: [
					{
						cells: [],
						object: {
							kind: "PartialObjectMetadata",
							apiVersion: metaVersion,
							metadata: annotations ? { ...metadata, annotations } : metadata,
						},
					},
				],
			});
		},
	};
}
