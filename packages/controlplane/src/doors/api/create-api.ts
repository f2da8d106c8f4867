import type { Metrics } from "@quarterdeck/runtime";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import {
	type ApiContext,
	type ApiDeps,
	requireSignedIn,
} from "./api-context.ts";
import { authenticateRequest } from "./authenticate-request.ts";
import { createGraphqlHandler, graphqlPath } from "./graphql-handler.ts";
import { createHostCheck } from "./host-check.ts";
import { answerOutput } from "./output-route.ts";
import { frontPage } from "./pages/sign-in-page.ts";
import { answerPage, showSignIn, signIn } from "./sign-in-routes.ts";
import { httpStatus } from "./to-graphql-error.ts";

export interface CreateApiDeps extends ApiDeps {
	readonly metrics: Metrics;
	/** Names beside loopback and the public address under which we may be reached. */
	readonly allowedHosts: readonly string[];
}

/** Most bytes of the sign-in form. */
const maxFormBytes = 4096;

const formLimit = bodyLimit({
	maxSize: maxFormBytes,
	onError: (c) => c.text("The form is too large.\n", 413),
});

/** The door for people and programs: GraphQL, downloads, the sign-in page, health. One `fetch` function, no port. */
export function createApi(deps: CreateApiDeps): Hono {
	const app = new Hono();
	const graphql = createGraphqlHandler(deps);
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
	app.get("/", () => answerPage(frontPage(), 200));
	app.get("/sign-in", showSignIn);
	app.post("/sign-in", formLimit, (c) => signIn(c, deps));
	app.notFound((c) =>
		c.text(`There is nothing here. The API is at ${graphqlPath}.\n`, 404),
	);
	app.onError((thrown, c) => answerError(deps, thrown, c));
	return app;
}

async function contextOf(deps: ApiDeps, c: Context): Promise<ApiContext> {
	const header = c.req.header("authorization");
	return { deps, signedIn: await authenticateRequest(deps.identity, header) };
}

/** In GraphQL's shape under its path, so that its clients understand it; as text elsewhere. */
function answerError(deps: ApiDeps, thrown: unknown, c: Context): Response {
	const error = deps.reportError(thrown);
	const { code, kind, message, ref, facts } = error;
	const status = httpStatus(kind);
	if (c.req.path !== graphqlPath)
		return new Response(`${message}${ref ? ` (ref ${ref})` : ""}\n`, {
			status,
			headers: { "content-type": "text/plain; charset=utf-8" },
		});
	return Response.json(
		{ errors: [{ message, extensions: { code, kind, ref, facts } }] },
		{ status },
	);
}
