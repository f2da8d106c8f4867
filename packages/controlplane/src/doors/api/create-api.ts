import { AppError } from "@quarterdeck/contract";
import type { Metrics } from "@quarterdeck/runtime";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { answerError } from "./answer-error.ts";
import {
	type ApiContext,
	type ApiDeps,
	requireSignedIn,
} from "./api-context.ts";
import { authenticateRequest } from "./authenticate-request.ts";
import { createGraphqlHandler, graphqlPath } from "./graphql-handler.ts";
import { createHostCheck } from "./host-check.ts";
import { answerOutput } from "./output-route.ts";
import { createSecurityHeaders } from "./security-headers.ts";
import { viewSession } from "./session-route.ts";
import { showSignIn, signIn } from "./sign-in-routes.ts";
import { httpStatus } from "./to-graphql-error.ts";
import { createWeb, type Web } from "./web/create-web.ts";

export interface CreateApiDeps extends ApiDeps {
	readonly metrics: Metrics;
	/** Names beside loopback and the public address under which we may be reached. */
	readonly allowedHosts: readonly string[];
	/** The folder of the built UI; it may be empty or absent. */
	readonly webDir: string;
}

/** Most bytes of the sign-in form. */
const maxFormBytes = 4096;

const formLimit = bodyLimit({
	maxSize: maxFormBytes,
	onError: (c) => c.text("The form is too large.\n", 413),
});

/** The door for people and programs: the UI, GraphQL, downloads, sign-in, health. One `fetch` function, no port. */
export function createApi(deps: CreateApiDeps): Hono {
	const app = new Hono();
	const graphql = createGraphqlHandler(deps);
	const web = createWeb(deps.webDir);
	app.use(createSecurityHeaders(deps.publicUrl));
	app.use(createHostCheck(deps));
	app.get("/healthz", (c) => c.text("ok\n"));
	app.get("/readyz", async (c) => {
		// The reasons name hosts and paths of ours: they are told on the operations port, and to who is signed in.
		const { ok } = await deps.health.report();
		return c.json({ ok }, ok ? 200 : 503);
	});
	app.get("/metrics", async (c) => {
		requireSignedIn(await contextOf(deps, c));
		const { contentType, text } = await deps.metrics.expose();
		return c.body(text, 200, { "content-type": contentType });
	});
	app.post(graphqlPath, async (c) =>
		graphql.fetch(c.req.raw, await contextOf(deps, c)),
	);
	app.get("/outputs/:runId", async (c) =>
		answerOutput(c, await contextOf(deps, c)),
	);
	app.get("/session", async (c) =>
		c.json(await viewSession(await contextOf(deps, c))),
	);
	app.get("/sign-in", (c) =>
		c.req.query("code") === undefined ? web.page() : showSignIn(c),
	);
	app.post("/sign-in", formLimit, (c) => signIn(c, deps));
	app.get("*", (c) => answerWeb(web, c) ?? c.notFound());
	app.notFound((c) => {
		const path = c.req.path.slice(0, 256);
		return answerError(
			new AppError("ROUTE_UNKNOWN", { method: c.req.method, path }),
			deps.reportError,
		);
	});
	app.onError((thrown, c) => answerFailure(deps, thrown, c));
	return app;
}

/** Every path that asks for a page is the UI's, which knows its own; what lies under /assets is there or is not. */
function answerWeb(web: Web, c: Context): Response | undefined {
	const file = web.file(c);
	if (file) return file;
	const isOurs = c.req.path === graphqlPath || c.req.path.startsWith("/assets");
	const wantsPage = c.req.header("accept")?.includes("text/html") ?? false;
	return wantsPage && !isOurs ? web.page() : undefined;
}

async function contextOf(deps: ApiDeps, c: Context): Promise<ApiContext> {
	const header = c.req.header("authorization");
	return { deps, signedIn: await authenticateRequest(deps.identity, header) };
}

/** In GraphQL's shape under its path, so that its clients understand it. */
function answerFailure(deps: ApiDeps, thrown: unknown, c: Context): Response {
	if (c.req.path !== graphqlPath) return answerError(thrown, deps.reportError);
	const { code, kind, message, ref, facts } = deps.reportError(thrown);
	return Response.json(
		{ errors: [{ message, extensions: { code, kind, ref, facts } }] },
		{ status: httpStatus(kind) },
	);
}
