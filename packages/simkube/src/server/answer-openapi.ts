import { createHash } from "node:crypto";
import {
	type CustomKind,
	openApiDocument,
	openApiIndex,
} from "../openapi/index.ts";
import type { ResourceRegistry } from "../resources/resource-registry.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { serverVersion } from "./answer-health.ts";
import type { Exchange } from "./exchange.ts";
import { sendJson, sendPageNotFound, sendText } from "./respond.ts";

const root = "/openapi/v3";
const protobufType =
	"application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/** The built-in part never changes; its digests are worth making once. */
let builtinIndex: ReturnType<typeof openApiIndex> | undefined;

/** Whether the path belongs to the description of the API. */
export function isOpenApiPath(path: string): boolean {
	return path === "/openapi/v2" || path === root || path.startsWith(`${root}/`);
}

/** Answers the description of the API: version 3 in full, version 2 as an empty frame. */
export function answerOpenApi(
	registry: ResourceRegistry,
	exchange: Exchange,
): void {
	const { path } = exchange.info;
	if (path === "/openapi/v2") {
		answerVersion2(exchange);
		return;
	}
	const custom = registry.customTypes().map(toCustomKind);
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

function toCustomKind(type: ResourceType): CustomKind {
	const schema = type.custom?.schema?.openAPIV3Schema;
	return {
		group: type.group,
		version: type.version,
		kind: type.kind,
		plural: type.resource,
		namespaced: type.namespaced,
		...(schema ? { schema: schema as NonNullable<CustomKind["schema"]> } : {}),
	};
}

/** Clients before 1.27 read version 2; one without definitions tells them to leave the checking to the server. */
function answerVersion2(exchange: Exchange): void {
	const accept = exchange.request.headers.accept ?? "";
	if (accept.includes("protobuf") && !accept.startsWith("application/json")) {
		const { response } = exchange;
		const bytes = emptyVersion2();
		response.writeHead(200, {
			"Content-Type": protobufType,
			"Content-Length": bytes.length,
		});
		response.end(bytes);
		return;
	}
	sendJson(exchange, 200, {
		swagger: "2.0",
		info: { title: "Kubernetes", version: serverVersion.gitVersion },
		paths: {},
		definitions: {},
	});
}

function emptyVersion2(): Buffer {
	const info = Buffer.concat([
		lengthDelimited(1, Buffer.from("Kubernetes")),
		lengthDelimited(2, Buffer.from(serverVersion.gitVersion)),
	]);
	return Buffer.concat([
		lengthDelimited(1, Buffer.from("2.0")),
		lengthDelimited(2, info),
		lengthDelimited(8, Buffer.alloc(0)),
	]);
}

/** One protobuf field of fewer than 128 bytes. */
function lengthDelimited(field: number, bytes: Buffer): Buffer {
	return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
}
