import { createHash } from "node:crypto";
import { openApiVersion2, type Version2Document } from "../openapi/index.ts";
import type { ResourceRegistry } from "../resources/resource-registry.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { customKindOf } from "./custom-kind-of.ts";
import type { Exchange } from "./exchange.ts";
import { sendJson } from "./respond.ts";

/** Go cannot parse the type that clients ask with, so servers answer with this one. */
const protobufType =
	"application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

interface Kept {
	/** The custom types it was made of; they are replaced, never changed. */
	readonly types: readonly ResourceType[];
	readonly document: Version2Document;
	readonly tag: string;
}

const keptOf = new WeakMap<ResourceRegistry, Kept>();

/** Answers `/openapi/v2`, which kubectl before 1.27 reads; a client that has it already hears that it is the same. */
export function answerOpenApiVersion2(
	registry: ResourceRegistry,
	exchange: Exchange,
): void {
	const { document, tag } = current(registry);
	const { request, response } = exchange;
	const isProtobuf = wantsProtobuf(request.headers.accept ?? "");
	const etag = `"${tag}${isProtobuf ? "" : "-json"}"`;
	response.setHeader("ETag", etag);
	response.setHeader("Vary", "Accept");
	if (request.headers["if-none-match"] === etag) {
		response.writeHead(304).end();
		return;
	}
	if (!isProtobuf) {
		sendJson(exchange, 200, document.json());
		return;
	}
	response.writeHead(200, {
		"Content-Type": protobufType,
		"Content-Length": document.protobuf.length,
	});
	response.end(request.method === "HEAD" ? undefined : document.protobuf);
}

function wantsProtobuf(accept: string): boolean {
	return accept.includes("protobuf") && !accept.startsWith("application/json");
}

function current(registry: ResourceRegistry): Kept {
	const types = registry.customTypes();
	const before = keptOf.get(registry);
	if (before !== undefined && isSame(before.types, types)) return before;
	const document = openApiVersion2(types.map(customKindOf));
	const tag = createHash("sha256").update(document.protobuf).digest("hex");
	const kept = { types, document, tag };
	keptOf.set(registry, kept);
	return kept;
}

function isSame(
	one: readonly ResourceType[],
	other: readonly ResourceType[],
): boolean {
	return (
		one.length === other.length && one.every((each, at) => each === other[at])
	);
}
