import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isLatestImage } from "./image-tag.ts";
import { type Fields, PlannedCluster } from "./planned-cluster.fixture.ts";

const ingresses = "networking.k8s.io/v1/ingresses";
const pod = { noLatestImageTag: true, labelsSet: true };
const ingress = { backendServiceValid: true, tlsSecretValid: true };

describe("images of the latest tag", () => {
	const rows: readonly [string, boolean][] = [
		["nginx", true],
		["nginx:latest", true],
		["nginx:1.27", false],
		["nginx:latest-slim", false],
		["host:5000/img", true],
		["host:5000/img:latest", true],
		["host:5000/img:1", false],
		["host:5000/a/b/img", true],
		["ghcr.io/a/img:v1", false],
		["nginx@sha256:0123", false],
		["nginx:latest@sha256:0123", false],
		["host:5000/img@sha256:0123", false],
		["", true],
	];
	for (const [image, latest] of rows)
		test(image || "none", () => assert.equal(isLatestImage(image), latest));
});

describe("pods", () => {
	const bad: Fields = {
		spec: {
			initContainers: [{ name: "init", image: "host:5000/init" }],
			containers: [
				{ name: "a", image: "nginx:latest" },
				{ name: "b", image: "nginx:1" },
			],
		},
	};
	const good: Fields = {
		metadata: { labels: { app: "web" } },
		spec: { containers: [{ name: "b", image: "nginx:1" }] },
	};
	const latest = [
		"The 'latest' tag used in 'host:5000/init' image of Pod 'shop/web' initContainer 'init' should be avoided.",
		"The 'latest' tag used in 'nginx:latest' image of Pod 'shop/web' container 'a' should be avoided.",
	];
	const unlabelled =
		"Pod 'shop/web' created without labels. Consider defining them, to be able to use them as a selector e.g. in Service.";

	test("have the recommendations that the group asked for, and are told only with one", () => {
		const cluster = new PlannedCluster(
			{ recommendations: { pod } },
			{ recommendations: { pod: { noLatestImageTag: true } } },
			{ recommendations: { pod: { labelsSet: true } } },
			{},
		);
		cluster.create("v1/pods", "web", bad);
		const told = "success v1/pods created | shop/web";
		assert.deepEqual(cluster.said(), [
			["group-1", told, ...latest, unlabelled].join(" | ").replace(" | ", " "),
			["group-2", told, ...latest].join(" | ").replace(" | ", " "),
			["group-3", told, unlabelled].join(" | ").replace(" | ", " "),
		]);
		cluster.create("v1/pods", "db", good);
		cluster.update("v1/pods", "web", bad);
		assert.deepEqual(cluster.said(), []);
	});

	test("that the group listed are told with or without", () => {
		const cluster = new PlannedCluster({
			recommendations: { pod },
			event: { types: ["create"] },
			resources: [{ type: "v1/pods" }],
		});
		cluster.create("v1/pods", "db", good);
		assert.deepEqual(cluster.said(), [
			"group-1 success v1/pods created | shop/db",
		]);
		cluster.create("v1/pods", "web", bad);
		assert.equal(cluster.said().length, 1);
	});

	test("that are listed for other types keep the constraints of that resource", () => {
		const cluster = new PlannedCluster({
			recommendations: { pod },
			namespaces: { include: ["till"] },
			resources: [
				{
					type: "v1/pods",
					namespaces: { include: ["shop"] },
					name: { include: ["web"] },
					event: { types: ["delete"] },
				},
			],
		});
		cluster.create("v1/pods", "web", bad);
		cluster.create("v1/pods", "db", bad);
		cluster.create("v1/pods", "web2", good);
		assert.deepEqual(
			cluster.heard.map(({ object }) => object?.name),
			["web"],
		);
	});

	test("that are listed with fields for updates do not lose them", () => {
		const cluster = new PlannedCluster({
			recommendations: { pod },
			resources: [{ type: "v1/pods", event: { types: ["update", "create"] } }],
		});
		cluster.create("v1/pods", "db", good);
		cluster.update("v1/pods", "db", good);
		assert.equal(cluster.said().length, 2);
	});
});

describe("ingresses", () => {
	const config = { recommendations: { ingress } };
	const backend = (name: string, port: object) => ({ service: { name, port } });
	const rule = (...backends: readonly object[]) => ({
		http: { paths: backends.map((one) => ({ path: "/", backend: one })) },
	});
	const withServices = () => {
		const cluster = new PlannedCluster(config);
		cluster.has("v1/services", "web", {
			spec: { ports: [{ name: "http", port: 80 }, { port: 8443 }] },
		});
		cluster.has("v1/secrets", "cert");
		return cluster;
	};
	const rows: readonly [string, object, string[]][] = [
		["a port by number", { rules: [rule(backend("web", { number: 80 }))] }, []],
		["a port by name", { rules: [rule(backend("web", { name: "http" }))] }, []],
		[
			"a port without a name",
			{ rules: [rule(backend("web", { number: 8443 }))] },
			[],
		],
		[
			"a port that is not there",
			{ rules: [rule(backend("web", { number: 81 }))] },
			[
				"Service 'web' referred in Ingress 'shop/in' spec does not expose port '81'.",
			],
		],
		[
			"a named port that is not there",
			{ rules: [rule(backend("web", { name: "grpc" }))] },
			[
				"Service 'web' referred in Ingress 'shop/in' spec does not expose port 'grpc'.",
			],
		],
		[
			"a service that is not there, twice",
			{
				rules: [
					rule(backend("x", { number: 1 })),
					rule(backend("x", { number: 1 })),
				],
			},
			["Service 'x' referred in Ingress 'shop/in' spec does not exist."],
		],
		["a rule without http", { rules: [{ host: "a" }, {}] }, []],
		["http without paths", { rules: [{ http: {} }, { http: null }] }, []],
		[
			"a backend of another kind",
			{ rules: [rule({ resource: { kind: "Bucket", name: "b" } })] },
			[],
		],
		[
			"the default backend",
			{ defaultBackend: backend("y", { number: 1 }) },
			["Service 'y' referred in Ingress 'shop/in' spec does not exist."],
		],
		["a secret", { tls: [{ secretName: "cert" }, { hosts: ["a"] }] }, []],
		[
			"a secret that is not there",
			{ tls: [{ secretName: "none" }] },
			["TLS secret 'none' referred in Ingress 'shop/in' does not exist."],
		],
	];
	for (const [name, spec, warnings] of rows)
		test(name, () => {
			const cluster = withServices();
			cluster.create(ingresses, "in", { spec });
			const expected = [
				"group-1 success networking.k8s.io/v1/ingresses created | shop/in",
				...warnings,
			].join(" | ");
			assert.deepEqual(cluster.said(), warnings.length > 0 ? [expected] : []);
		});

	test("a service that is gone is missed, and one that changed its ports is known by the new ones", () => {
		const cluster = withServices();
		cluster.update("v1/services", "web", { spec: { ports: [{ port: 81 }] } });
		const spec = { rules: [rule(backend("web", { number: 81 }))] };
		cluster.create(ingresses, "one", { spec });
		assert.deepEqual(cluster.said(), []);
		cluster.remove("v1/services", "web");
		cluster.create(ingresses, "two", { spec });
		assert.equal(cluster.said().length, 1);
	});

	test("what may not be read is not called missing", () => {
		const cluster = withServices();
		cluster.unreadable.add("v1/secrets").add("v1/services");
		cluster.create(ingresses, "in", {
			spec: {
				tls: [{ secretName: "none" }],
				rules: [rule(backend("x", { number: 1 }))],
			},
		});
		assert.deepEqual(cluster.said(), []);
	});

	test("a service that is made together with its ingress is waited for once", () => {
		const cluster = withServices();
		const young = {
			metadata: { creationTimestamp: new Date(cluster.nowMs).toISOString() },
			spec: { rules: [rule(backend("new", { number: 1 }))] },
		};
		assert.throws(() => cluster.create(ingresses, "in", young));
		cluster.has("v1/services", "new", { spec: { ports: [{ port: 1 }] } });
		cluster.create(ingresses, "in", young);
		assert.deepEqual(cluster.said(), []);
	});

	test("secrets are watched by their metadata, and only where asked for", () => {
		const watched = (given: object) =>
			new PlannedCluster({
				recommendations: { ingress: given },
			}).plan.watches.map(
				({ resource, objects }) => `${resource.resource} ${objects}`,
			);
		assert.deepEqual(watched(ingress), [
			"ingresses whole",
			"services whole",
			"secrets metadata",
		]);
		assert.deepEqual(watched({ backendServiceValid: true }), [
			"ingresses whole",
			"services whole",
		]);
		assert.deepEqual(watched({}), []);
	});
});
