import assert from "node:assert/strict";
import { test } from "node:test";
import { readRequestInfo } from "./request-info.ts";

function read(method: string, path: string) {
	const info = readRequestInfo(method, new URL(path, "https://x"));
	const { verb, group, namespace, resource, subresource, name } = info;
	return [verb, group, namespace, resource, subresource, name].join("|");
}

test("a request is read as the authorizer must see it", () => {
	const cases: [method: string, path: string, expected: string][] = [
		["GET", "/api/v1/pods", "list|||pods||"],
		["GET", "/api/v1/namespaces/a/pods/b", "get||a|pods||b"],
		["GET", "/api/v1/namespaces/a/pods/b/log", "get||a|pods|log|b"],
		["GET", "/api/v1/namespaces", "list|||namespaces||"],
		["GET", "/api/v1/namespaces/a", "get||a|namespaces||a"],
		["PUT", "/api/v1/namespaces/a/finalize", "update||a|namespaces|finalize|a"],
		["GET", "/api/v1/namespaces/a/pods?watch=1", "watch||a|pods||"],
		["GET", "/api/v1/watch/namespaces/a/pods", "watch||a|pods||"],
		[
			"GET",
			"/api/v1/namespaces/a/pods?watch=true&fieldSelector=metadata.name%3Db",
			"watch||a|pods||b",
		],
		[
			"DELETE",
			"/apis/apps/v1/namespaces/a/deployments",
			"deletecollection|apps|a|deployments||",
		],
		[
			"DELETE",
			"/apis/apps/v1/namespaces/a/deployments/b",
			"delete|apps|a|deployments||b",
		],
		[
			"PATCH",
			"/apis/apps/v1/namespaces/a/deployments/b/scale",
			"patch|apps|a|deployments|scale|b",
		],
		[
			"POST",
			"/api/v1/namespaces/a/pods/b/exec?command=x",
			"create||a|pods|exec|b",
		],
		["GET", "/healthz", "get|||||"],
		["GET", "/apis/apps", "get|||||"],
		["GET", "/api/v1", "get|||||"],
		["GET", "/api/v1/namespaces/a%2Fb/pods", "list||a/b|pods||"],
	];
	for (const [method, path, expected] of cases)
		assert.equal(read(method, path), expected, `${method} ${path}`);
});

test("a name with a broken escape is no address", () => {
	assert.throws(() => read("GET", "/api/v1/namespaces/%zz/pods"), URIError);
});
