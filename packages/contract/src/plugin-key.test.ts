import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePluginKey } from "./plugin-key.ts";

test("a key is repository, name and perhaps a version", () => {
	assert.deepEqual(parsePluginKey("botkube/kubectl"), {
		repository: "botkube",
		name: "kubectl",
		version: undefined,
	});
	assert.deepEqual(parsePluginKey("botkube/kubectl@v1.14.0"), {
		repository: "botkube",
		name: "kubectl",
		version: "v1.14.0",
	});
});

test("what is none is refused in Botkube's words", () => {
	assert.deepEqual(parsePluginKey("kubectl"), {
		problem: `plugin key "kubectl" doesn't follow the required {repo_name}/{plugin_name} syntax`,
	});
	assert.deepEqual(parsePluginKey("a/b/c"), {
		problem: `plugin key "a/b/c" doesn't follow the required {repo_name}/{plugin_name} syntax`,
	});
	assert.deepEqual(parsePluginKey("/kubectl"), {
		problem: "repository name is required",
	});
	assert.deepEqual(parsePluginKey("botkube/"), {
		problem: "plugin name is required",
	});
	assert.deepEqual(parsePluginKey("botkube/@v1"), {
		problem: "plugin name is required",
	});
});
