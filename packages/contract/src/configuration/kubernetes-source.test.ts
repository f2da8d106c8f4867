import assert from "node:assert/strict";
import { test } from "node:test";
import { checkConfiguration } from "./check-configuration.ts";
import { readKubernetesSource } from "./kubernetes-source.ts";

test("an empty configuration has the defaults of Botkube's code", () => {
	for (const config of [undefined, null, {}, { resources: null }]) {
		const { source, problems } = readKubernetesSource(config);
		assert.deepEqual(problems, []);
		assert.equal(source?.informerResyncPeriod, "30m");
		assert.deepEqual(source.recommendations, {
			pod: { noLatestImageTag: false, labelsSet: false },
			ingress: { backendServiceValid: false, tlsSecretValid: false },
		});
		assert.deepEqual(source.filters, {
			objectAnnotationChecker: true,
			nodeEventsChecker: true,
		});
		assert.deepEqual(source.resources, []);
		assert.deepEqual(source.namespaces, { include: [], exclude: [] });
		assert.deepEqual(source.commands.verbs.slice(0, 3), [
			"api-resources",
			"api-versions",
			"cluster-info",
		]);
	}
});

test("values are typed weakly, as Botkube does", () => {
	const { source, problems } = readKubernetesSource({
		labels: { tier: 1, live: true },
		namespaces: { include: "shop, till" },
		filters: { nodeEventsChecker: "false" },
		resources: [
			{
				type: "v1/pods",
				event: { types: "create,error" },
				updateSetting: { fields: "spec.nodeName", includeDiff: 1 },
			},
		],
	});
	assert.deepEqual(
		problems.map(({ path, message }) => [path.join("."), message]),
		[["resources.0.updateSetting.includeDiff", "expected true or false"]],
	);
	assert.equal(source, undefined);
});

test("what is not known is a warning with the nearest name, and what has the wrong type is an error", () => {
	const { problems, configuration } = checkConfiguration(`
sources:
  pods:
    botkube/kubernetes@v1.14.0:
      enabled: true
      config:
        namespace: {include: [shop]}
        resources:
          - type: v1/pods
            event: {type: [create]}
            updateSettings: {}
          - {type: pods}
        extraButtons: {enabled: true}
        event: {types: [created], reason: {include: {a: b}}}
`);
	assert.deepEqual(
		problems
			.filter(({ path }) => path.startsWith("sources."))
			.map(
				({ line, severity, path, message, suggestion }) =>
					`${line} ${severity} ${path.split("config.")[1]} | ${message} | ${suggestion ?? ""}`,
			),
		[
			'7 warning namespace | unknown key "namespace" is ignored | namespaces',
			'10 warning resources[0].event.type | unknown key "type" is ignored | types',
			'11 warning resources[0].updateSettings | unknown key "updateSettings" is ignored | updateSetting',
			"12 error resources[1].type | expected a resource such as v1/pods or apps/v1/deployments | ",
			"13 error extraButtons | expected a list | ",
			"14 error event.types[0] | expected one of create, update, delete, error, all, warning, normal, info | ",
			"14 error event.reason.include | expected a list | ",
		],
	);
	assert.equal(configuration, undefined);
});

test("unknown keys alone leave the configuration usable", () => {
	const { source, problems } = readKubernetesSource({
		watchers: 3,
		resources: [{ type: "v1/pods", updateSettings: { a: 1 } }],
	});
	assert.equal(source?.resources[0]?.type, "v1/pods");
	assert.deepEqual(
		problems.map(({ severity }) => severity),
		["warning", "warning"],
	);
});

test("patterns are bounded in length and number", () => {
	for (const include of [
		["x".repeat(1001)],
		Array.from({ length: 201 }, String),
	])
		assert.match(
			readKubernetesSource({ namespaces: { include } }).problems[0]?.message ??
				"",
			/^expected a(t most 200 patterns| pattern of at most 1000 characters)$/,
		);
});
