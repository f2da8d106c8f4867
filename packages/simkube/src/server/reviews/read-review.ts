import type { KubeObject } from "../../kube-object.ts";
import { badRequest } from "../../resources/refusals.ts";
import { decodingProblem } from "../../validation/index.ts";
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
	const contentType = request.headers["content-type"];
	const review = decodeObject(body, contentType, { kind, apiVersion });
	const problem = decodingProblem(review);
	if (problem === undefined) return review;
	const version = JSON.stringify(apiVersion.split("/").at(-1));
	throw badRequest(
		`${kind} in version ${version} cannot be handled as a ${kind}: ${problem}`,
	);
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
