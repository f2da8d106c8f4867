import type { KubeObject } from "../../kube-object.ts";
import { decodeObject } from "../decode-object.ts";
import type { Exchange } from "../exchange.ts";
import { readBody } from "../read-body.ts";
import { sendJson } from "../respond.ts";

/** The question in the body of a POST that makes nothing. */
export async function readReview(
	exchange: Exchange,
	apiVersion: string,
	kind: string,
): Promise<KubeObject> {
	const { request } = exchange;
	const body = await readBody(request);
	return decodeObject(body, request.headers["content-type"], {
		kind,
		apiVersion,
	});
}

/** Sends the question back with its answer. */
export function sendReview(
	exchange: Exchange,
	review: KubeObject,
	status: object,
): void {
	const { kind, apiVersion, spec, metadata } = review;
	sendJson(exchange, 201, {
		kind,
		apiVersion,
		metadata: { creationTimestamp: null, ...metadata },
		...(spec === undefined ? {} : { spec }),
		status,
	});
}
