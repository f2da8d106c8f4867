import { methodNotSupported } from "../resources/refusals.ts";
import { answerDiscovery } from "./answer-discovery.ts";
import { answerHealth, answerVersion, isHealthPath } from "./answer-health.ts";
import { answerOpenApi, isOpenApiPath } from "./answer-openapi.ts";
import { createResourceAnswers } from "./answer-resource.ts";
import type { Exchange } from "./exchange.ts";
import { sendJson, sendPageNotFound } from "./respond.ts";
import type { RouterDeps } from "./router-deps.ts";
import { createSpecialAnswers } from "./special-answers.ts";

/** Leads a request that may be made to what answers it. */
export function createRouter(
	deps: RouterDeps,
): (exchange: Exchange) => Promise<void> | void {
	const answerResource = createResourceAnswers({
		state: deps.state,
		special: createSpecialAnswers(deps),
	});
	return (exchange) =>
		exchange.info.isResource
			? answerResource(exchange)
			: answerPath(deps, exchange);
}

function answerPath(deps: RouterDeps, exchange: Exchange): void {
	const { path, verb } = exchange.info;
	if (verb !== "get" && verb !== "head") throw methodNotSupported();
	const { registry } = deps.state;
	if (isHealthPath(path)) answerHealth(exchange);
	else if (path === "/version" || path === "/version/") answerVersion(exchange);
	else if (isOpenApiPath(path)) answerOpenApi(registry, exchange);
	else if (isDiscoveryPath(path)) answerDiscovery(registry, exchange);
	else if (path === "/") sendJson(exchange, 200, { paths: rootPaths });
	else sendPageNotFound(exchange);
}

function isDiscoveryPath(path: string): boolean {
	return /^\/(api|apis)(\/[^/]*){0,2}\/?$/.test(path);
}

const rootPaths = [
	"/api",
	"/api/v1",
	"/apis",
	"/healthz",
	"/livez",
	"/openapi/v2",
	"/openapi/v3",
	"/readyz",
	"/version",
];
