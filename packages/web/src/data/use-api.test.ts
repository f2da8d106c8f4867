import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { graphql } from "./graphql.ts";
import { useApiQuery } from "./use-api.ts";
import { OrganisationContext } from "./use-session.ts";

const document = graphql(`query Organisation { organisation { id } }`);

function Page() {
	useApiQuery(document, {});
	return null;
}

function render(queries: QueryClient, organisation: string): void {
	const page = createElement(
		OrganisationContext,
		{ value: organisation },
		createElement(Page),
	);
	renderToString(createElement(QueryClientProvider, { client: queries }, page));
}

/** The organisations that requests were for, in order. */
function listenToRequests(): readonly (string | null)[] {
	const organisations: (string | null)[] = [];
	mock.method(globalThis, "fetch", async (_: string, init: RequestInit) => {
		organisations.push(new Headers(init.headers).get("x-organisation"));
		return Response.json({ data: { organisation: { id: "org_x" } } });
	});
	return organisations;
}

afterEach(() => mock.restoreAll());

test("a request is for the organisation of the page that asks, whatever was rendered since", async () => {
	const asked = listenToRequests();
	const queries = new QueryClient();
	render(queries, "org_a");
	render(queries, "org_b");
	assert.deepEqual(asked, [], "rendering alone asks nothing");
	const [first, second] = queries.getQueryCache().getAll();
	await second?.fetch();
	await first?.fetch();
	assert.deepEqual(asked, ["org_b", "org_a"]);
	queries.clear();
});
