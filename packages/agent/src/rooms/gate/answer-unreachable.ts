import type { ServerResponse } from "node:http";
import { answerStatus } from "./status-answer.ts";

/**
 * What kubectl and helm ask before anything else. They read these as raw text: of a Status they would show the code's usual words
 * only, of a text that comes with 502 they show the text.
 */
const readAsText = /^\/(api|apis|version|openapi(\/[^?]*)?)\/?(\?|$)/;

/** Answers for an API server that does not: one sentence, in the form that the client shows. */
export function answerUnreachable(
	answer: ServerResponse,
	path: string,
	sentence: string,
): void {
	if (!readAsText.test(path)) {
		answerStatus(answer, 503, sentence);
		return;
	}
	answer
		.writeHead(502, {
			"content-type": "text/plain; charset=utf-8",
			"content-length": Buffer.byteLength(sentence),
			connection: "close",
		})
		.end(sentence);
}

/** Whether a 401 for this path is about the agent. Behind `proxy` it may be the answer of a program in the cluster. */
export function isAboutAgent(path: string): boolean {
	return !/^\/api\/v1\/(.*\/)?(nodes|pods|services)\/[^/]+\/proxy([/?]|$)/.test(
		path,
	);
}
