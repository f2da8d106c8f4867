import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { convertTo } from "../resources/convert-version.ts";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";
import {
	encodeListItem,
	encodeStored,
	type StoredObject,
} from "../store/stored-object.ts";
import type { Exchange } from "./exchange.ts";
import { parameter } from "./exchange.ts";
import type { Presenter } from "./presenter.ts";
import { createTablePrinter } from "./table-printer.ts";

export function createPresenter(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Presenter {
	const { form, metaVersion } = exchange.accept;
	if (form === "table") {
		return createTablePrinter({
			type,
			metaVersion: `meta.k8s.io/${metaVersion}`,
			includeObject: parameter(exchange, "includeObject") || "Metadata",
			now: state.clock(),
		});
	}
	if (form === "partial-metadata")
		return partialPresenter(`meta.k8s.io/${metaVersion}`);
	return plainPresenter(type);
}

function plainPresenter(type: ResourceType): Presenter {
	const apiVersion = apiVersionOf(type);
	const isNative = (stored: StoredObject): boolean =>
		stored.object.apiVersion === apiVersion;

	function one(stored: StoredObject): string {
		return isNative(stored) || type.custom
			? encodeStored(stored, apiVersion, type.kind)
			: JSON.stringify(convertTo(type, stored.object));
	}

	function item(stored: StoredObject): string {
		if (type.custom) return encodeCustomItem(stored, apiVersion, type.kind);
		if (isNative(stored)) return encodeListItem(stored);
		const { kind: _, apiVersion: __, ...rest } = convertTo(type, stored.object);
		return JSON.stringify(rest);
	}

	return {
		one,
		*list(metadata, items) {
			const head = { kind: `${type.kind}List`, apiVersion, metadata };
			yield `${JSON.stringify(head).slice(0, -1)},"items":[`;
			for (let i = 0; i < items.length; i++) {
				yield (i === 0 ? "" : ",") + item(items[i] as StoredObject);
			}
			yield "]}";
		},
		bookmark: (resourceVersion, annotations) =>
			bookmarkOf(type.kind, apiVersion, resourceVersion, annotations),
	};
}

/** Custom resources name their kind in lists too, in another order than built-in ones. */
function encodeCustomItem(
	stored: StoredObject,
	apiVersion: string,
	kind: string,
): string {
	return encodeStored(stored, apiVersion, kind);
}

function partialPresenter(apiVersion: string): Presenter {
	const partial = ({ object }: StoredObject) =>
		partialMetadata(object, apiVersion);
	return {
		one: (stored) => JSON.stringify(partial(stored)),
		*list(metadata, items) {
			const head = { kind: "PartialObjectMetadataList", apiVersion, metadata };
			yield `${JSON.stringify(head).slice(0, -1)},"items":[`;
			for (let i = 0; i < items.length; i++) {
				const text = JSON.stringify(partial(items[i] as StoredObject));
				yield (i === 0 ? "" : ",") + text;
			}
			yield "]}";
		},
		bookmark: (resourceVersion, annotations) =>
			bookmarkOf(
				"PartialObjectMetadata",
				apiVersion,
				resourceVersion,
				annotations,
			),
	};
}

/** An object reduced to its metadata. */
export function partialMetadata(object: KubeObject, apiVersion: string) {
	return {
		kind: "PartialObjectMetadata",
		apiVersion,
		metadata: object.metadata,
	};
}

function bookmarkOf(
	kind: string,
	apiVersion: string,
	resourceVersion: number,
	annotations?: Record<string, string>,
): string {
	return JSON.stringify({
		kind,
		apiVersion,
		metadata: {
			resourceVersion: String(resourceVersion),
			creationTimestamp: null,
			...(annotations ? { annotations } : {}),
		},
	});
}
