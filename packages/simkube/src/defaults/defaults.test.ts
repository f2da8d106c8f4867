import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { builtInKinds } from "../built-in-types/built-in-types.ts";
import type { KubeObject } from "../kube-object.ts";
import { applyDefaults } from "./index.ts";

const make = (apiVersion: string, kind: string, fields: object): KubeObject =>
	applyDefaults({ apiVersion, kind, metadata: { name: "x" }, ...fields });

const withoutMount = (fields: object) => ({
	terminationMessagePath: "/dev/termination-log",
	terminationMessagePolicy: "File",
	...fields,
});

describe("defaults", () => {
	test("of a pod are those a recorded pod had", () => {
		const { spec } = make("v1", "Pod", {
			spec: {
				containers: [
					{
						name: "cart",
						image: "registry.example/cart:1.5.0",
						ports: [{ name: "http", containerPort: 8080 }],
						resources: {
							limits: { memory: "128Mi" },
							requests: { cpu: "100m", memory: "64Mi" },
						},
					},
					{ name: "proxy", image: "registry.example:5000/proxy" },
				],
			},
		});
		assert.deepEqual(spec, {
			containers: [
				withoutMount({
					name: "cart",
					image: "registry.example/cart:1.5.0",
					ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
					resources: {
						limits: { memory: "128Mi" },
						requests: { cpu: "100m", memory: "64Mi" },
					},
					imagePullPolicy: "IfNotPresent",
				}),
				withoutMount({
					name: "proxy",
					image: "registry.example:5000/proxy",
					resources: {},
					imagePullPolicy: "Always",
				}),
			],
			restartPolicy: "Always",
			terminationGracePeriodSeconds: 30,
			dnsPolicy: "ClusterFirst",
			securityContext: {},
			schedulerName: "default-scheduler",
			enableServiceLinks: true,
			priority: 0,
			preemptionPolicy: "PreemptLowerPriority",
			tolerations: ["not-ready", "unreachable"].map((condition) => ({
				key: `node.kubernetes.io/${condition}`,
				operator: "Exists",
				effect: "NoExecute",
				tolerationSeconds: 300,
			})),
		});
	});

	test("of a pod make a limit a request, and leave its own tolerations", () => {
		const { spec } = make("v1", "Pod", {
			spec: {
				tolerations: [{ operator: "Exists" }],
				containers: [{ name: "a", resources: { limits: { cpu: "1" } } }],
			},
		});
		assert.deepEqual(spec.containers[0].resources.requests, { cpu: "1" });
		assert.equal(spec.tolerations.length, 1);
	});

	test("of a deployment reach into its template", () => {
		const { spec } = make("apps/v1", "Deployment", {
			spec: {
				template: {
					spec: { containers: [{ name: "a", image: "a@sha256:0" }] },
				},
			},
		});
		assert.equal(spec.replicas, 1);
		assert.deepEqual(spec.strategy, {
			type: "RollingUpdate",
			rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" },
		});
		assert.equal(spec.progressDeadlineSeconds, 600);
		assert.equal(spec.template.metadata.creationTimestamp, null);
		assert.equal(
			spec.template.spec.containers[0].imagePullPolicy,
			"IfNotPresent",
		);
		assert.equal(spec.template.spec.enableServiceLinks, undefined);
	});

	test("of probes and volumes", () => {
		const { spec } = make("v1", "Pod", {
			spec: {
				volumes: [
					{ name: "a" },
					{ name: "b", secret: { secretName: "s" } },
					{ name: "c", hostPath: { path: "/" } },
				],
				containers: [{ name: "a", livenessProbe: { httpGet: { port: 80 } } }],
			},
		});
		assert.deepEqual(spec.volumes, [
			{ name: "a", emptyDir: {} },
			{ name: "b", secret: { secretName: "s", defaultMode: 420 } },
			{ name: "c", hostPath: { path: "/", type: "" } },
		]);
		assert.deepEqual(spec.containers[0].livenessProbe, {
			httpGet: { port: 80, path: "/", scheme: "HTTP" },
			timeoutSeconds: 1,
			periodSeconds: 10,
			successThreshold: 1,
			failureThreshold: 3,
		});
	});

	test("of services, jobs and cron jobs", () => {
		const service = make("v1", "Service", { spec: { ports: [{ port: 80 }] } });
		assert.deepEqual(service.spec.ports, [
			{ port: 80, protocol: "TCP", targetPort: 80 },
		]);
		assert.equal(service.spec.type, "ClusterIP");
		assert.equal(
			make("v1", "Service", { spec: { type: "ExternalName" } }).spec.ipFamilies,
			undefined,
		);
		assert.equal(make("batch/v1", "Job", { spec: {} }).spec.completions, 1);
		assert.equal(
			make("batch/v1", "Job", { spec: { parallelism: 2 } }).spec.completions,
			undefined,
		);
		assert.equal(
			make("batch/v1", "CronJob", { spec: {} }).spec.concurrencyPolicy,
			"Allow",
		);
	});

	test("of a secret keep no clear text", () => {
		const secret = make("v1", "Secret", {
			data: { a: "eA==" },
			stringData: { password: "hunter2" },
		});
		assert.deepEqual(secret.data, { a: "eA==", password: "aHVudGVyMg==" });
		assert.equal(secret.type, "Opaque");
		assert.equal("stringData" in secret, false);
	});

	test("of a namespace and a binding", () => {
		const namespace = make("v1", "Namespace", {});
		assert.deepEqual(namespace.metadata.labels, {
			"kubernetes.io/metadata.name": "x",
		});
		assert.deepEqual(namespace.spec, { finalizers: ["kubernetes"] });
		const binding = make("rbac.authorization.k8s.io/v1", "RoleBinding", {
			roleRef: { kind: "Role", name: "r" },
			subjects: [
				{ kind: "User", name: "u" },
				{ kind: "ServiceAccount", name: "s" },
			],
		});
		assert.equal(binding.roleRef.apiGroup, "rbac.authorization.k8s.io");
		assert.deepEqual(binding.subjects, [
			{ kind: "User", name: "u", apiGroup: "rbac.authorization.k8s.io" },
			{ kind: "ServiceAccount", name: "s" },
		]);
	});

	test("leave a custom kind of a known name alone", () => {
		assert.deepEqual(make("example.com/v1", "Service", { spec: {} }).spec, {});
	});

	test("applied twice, or to nonsense, change nothing more and never fail", () => {
		const kinds = fc.constantFrom(...builtInKinds());
		const nonsense = fc.jsonValue({ maxDepth: 4 });
		fc.assert(
			fc.property(
				kinds,
				nonsense,
				nonsense,
				({ apiVersion, kind }, spec, containers) => {
					for (const fields of [
						{ spec },
						{
							spec: {
								containers,
								template: { spec: { containers } },
								ports: containers,
							},
						},
					]) {
						const once = make(apiVersion, kind, structuredClone(fields));
						assert.deepEqual(applyDefaults(structuredClone(once)), once);
					}
				},
			),
		);
	});
});
