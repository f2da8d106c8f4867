import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

type Api = ReturnType<typeof createApiClient>;

function apply(
	api: Api,
	path: string,
	manager: string,
	object: object,
	force = false,
) {
	return api.call(`${path}?fieldManager=${manager}&force=${force}`, {
		method: "PATCH",
		body: object,
		headers: { "content-type": "application/apply-patch+yaml" },
	});
}

const config = (data: Record<string, string>) => ({
	apiVersion: "v1",
	kind: "ConfigMap",
	metadata: { name: "a" },
	data,
});

const deployment = (containers: object[], spec: object = {}) => ({
	apiVersion: "apps/v1",
	kind: "Deployment",
	metadata: { name: "web" },
	spec: {
		selector: { matchLabels: { app: "web" } },
		template: { metadata: { labels: { app: "web" } }, spec: { containers } },
		...spec,
	},
});

describe("a server-side apply", () => {
	test("owns the leaves it names and nothing else", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const made = await apply(api, `${configMaps}/a`, "one", config({ k: "v" }));
		assert.equal(made.code, 201);
		const [entry] = made.body.metadata.managedFields;
		assert.deepEqual(
			{ ...entry, time: "" },
			{
				manager: "one",
				operation: "Apply",
				apiVersion: "v1",
				time: "",
				fieldsType: "FieldsV1",
				fieldsV1: { "f:data": { "f:k": {} } },
			},
		);
	});

	test("that would change another's field is refused, with every field named", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await apply(
			api,
			`${configMaps}/a`,
			"one",
			config({ k: "v", l: "v", m: "v" }),
		);
		const refused = await apply(
			api,
			`${configMaps}/a`,
			"two",
			config({ k: "w", l: "w", m: "v" }),
		);
		assert.equal(refused.code, 409);
		assert.equal(
			refused.body.message,
			'Apply failed with 2 conflicts: conflicts with "one":\n- .data.k\n- .data.l',
		);
		assert.deepEqual(refused.body.details.causes[0], {
			reason: "FieldManagerConflict",
			message: 'conflict with "one"',
			field: ".data.k",
		});
		const forced = await apply(
			api,
			`${configMaps}/a`,
			"two",
			config({ k: "w", l: "w", m: "v" }),
			true,
		);
		assert.deepEqual(forced.body.data, { k: "w", l: "w", m: "v" });
		const owners = Object.fromEntries(
			forced.body.metadata.managedFields.map(
				(each: { manager: string; fieldsV1: object }) => [
					each.manager,
					each.fieldsV1,
				],
			),
		);
		assert.deepEqual(owners.one, { "f:data": { "f:m": {} } });
		assert.deepEqual(owners.two, {
			"f:data": { "f:k": {}, "f:l": {}, "f:m": {} },
		});
	});

	test("takes away what its manager applied before, unless another owns it too", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await apply(api, `${configMaps}/a`, "one", config({ k: "v", l: "v" }));
		await apply(api, `${configMaps}/a`, "two", config({ l: "v" }));
		const after = await apply(api, `${configMaps}/a`, "one", {
			...config({}),
			data: undefined,
		});
		assert.deepEqual(after.body.data, { l: "v" });
	});

	test("merges lists by their keys and conflicts with plain writes by name and version", async () => {
		await using simkube = await startSimkube({ workload: "pending" });
		const api = createApiClient(simkube);
		await apply(
			api,
			`${deployments}/web`,
			"one",
			deployment([{ name: "a", image: "a:1" }]),
		);
		const both = await apply(
			api,
			`${deployments}/web`,
			"two",
			deployment([{ name: "b", image: "b:1" }]),
		);
		const names = (answer: typeof both) =>
			answer.body.spec.template.spec.containers.map(
				(each: { name: string }) => each.name,
			);
		assert.deepEqual(names(both), ["a", "b"]);
		await api.call(`${deployments}/web?fieldManager=kubectl-scale`, {
			method: "PATCH",
			body: { spec: { replicas: 4 } },
			headers: { "content-type": "application/merge-patch+json" },
		});
		const refused = await apply(
			api,
			`${deployments}/web`,
			"one",
			deployment([{ name: "a", image: "a:1" }], { replicas: 2 }),
		);
		assert.equal(
			refused.body.message,
			'Apply failed with 1 conflict: conflict with "kubectl-scale" using apps/v1: .spec.replicas',
		);
		const less = await apply(api, `${deployments}/web`, "two", {
			...deployment([]),
			spec: undefined,
		});
		assert.equal(less.code, 200, less.text);
		assert.deepEqual(names(less), ["a"]);
	});

	test("that changes nothing makes no new version", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const first = await apply(
			api,
			`${configMaps}/a`,
			"one",
			config({ k: "v" }),
		);
		const second = await apply(
			api,
			`${configMaps}/a`,
			"one",
			config({ k: "v" }),
		);
		assert.deepEqual(second.body, first.body);
	});

	test("without a manager, of another kind or with managers of its own is refused", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		assert.equal(
			(await apply(api, `${configMaps}/a`, "", config({}))).code,
			422,
		);
		const other = await apply(api, `${configMaps}/a`, "one", {
			...config({}),
			kind: "Secret",
		});
		assert.equal(other.code, 400);
		const own = await apply(api, `${configMaps}/a`, "one", {
			...config({}),
			metadata: { name: "a", managedFields: [{ manager: "x" }] },
		});
		assert.equal(own.code, 400);
	});
});
