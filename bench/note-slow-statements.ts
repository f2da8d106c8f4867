import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";

/*
 * Loaded into the control plane by `node --import` while lists are measured: notes the statements that took long, with their values,
 * so that the plan of the slowest can be shown. It changes nothing that is sent.
 */
const slowMs = 3;

type Query = (...given: unknown[]) => unknown;
const found = /[?&]file=([^&]+)/.exec(import.meta.url)?.[1];
const controlPlane = new URL(
	"../packages/controlplane/src/main.ts",
	import.meta.url,
);
const { Client } = createRequire(controlPlane)("pg") as {
	Client: { prototype: { query: Query } };
};
const query = Client.prototype.query;
Client.prototype.query = function noted(this: unknown, ...given) {
	const beganMs = performance.now();
	const answer = query.apply(this, given);
	if (found && typeof given[0] === "string" && answer instanceof Promise)
		answer.then(
			() => {
				const tookMs = performance.now() - beganMs;
				if (tookMs < slowMs) return;
				const line = { tookMs, text: given[0], values: given[1] ?? [] };
				appendFileSync(decodeURIComponent(found), `${JSON.stringify(line)}\n`);
			},
			() => {},
		);
	return answer;
};
