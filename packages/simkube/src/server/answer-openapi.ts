import { createHash } from "node:crypto";
import {
	type CustomKind,
	openApiDocument,
	openApiIndex,
} from "../openapi/index.ts";
import type { ResourceRegistry } from "../resources/resource-registry.ts";
import { answerOpenApiVersion2 } from "./answer-openapi-version-2.ts";
import { customKindOf } from "./custom-kind-of.ts";
import type { Exchange } from "./exchange.ts";
import { sendJson, sendPageNotFound, sendText } from "./respond.ts";

const root = "/openapi/v3";

/** The built-in part never changes; its digests are worth making once. */
let builtinIndex: ReturnType<typeof openApiIndex> | undefined;

/** Whether the path belongs to the description of the API. */
export function isOpenApiPath(path: string): boolean {
	return path === "/openapi/v2" || path === root || path.startsWith(`${root}/`);
}

/** Answers the description of the API: versions 3 and 2. */
export function answerOpenApi(
	registry: ResourceRegistry,
	exchange: Exchange,
): void {
	const { path } = exchange.info;
	if (path === "/openapi/v2") {
		answerOpenApiVersion2(registry, exchange);
		return;
	}
	const custom = registry.customTypes().map(customKindOf);
	if (path === root || path === `${root}/`) {
		sendJson(exchange, 200, indexWith(custom));
		return;
	}
	const document = openApiDocument(path.slice(root.length + 1), custom);
	if (document === undefined) {
		sendPageNotFound(exchange);
		return;
	}
	if (exchange.url.searchParams.has("hash"))
		exchange.response.setHeader("Cache-Control", "public, immutable");
	sendText(exchange, 200, document, "application/json");
}

function indexWith(custom: readonly CustomKind[]) {
	builtinIndex ??= openApiIndex();
	if (custom.length === 0) return builtinIndex;
	const paths = { ...builtinIndex.paths };
	for (const { group, version } of custom) {
		const path = `apis/${group}/${version}`;
		const hash = createHash("sha512")
			.update(openApiDocument(path, custom) ?? "")
			.digest("hex")
			.toUpperCase();
		paths[path] = { serverRelativeURL: `${root}/${path}?hash=${hash}` };
	}
	return { paths };
}
