import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { builtInKinds } from "../built-in-types/built-in-types.ts";
import { applyDefaults } from "../defaults/index.ts";
import type { KubeObject } from "../kube-object.ts";
import { bootstrapRbacObjects } from "../rbac/index.ts";
import {
	decodingProblem,
	invalidError,
	unknownFields,
	validate,
} from "./index.ts";

type Fields = { metadata?: object; [field: string]: unknown };

const make = (
	apiVersion: string,
	kind: string,
	{ metadata, ...rest }: Fields = {},
): KubeObject =>
	applyDefaults(
		structuredClone({
			apiVersion,
			kind,
			metadata: { name: "x", ...metadata },
			...rest,
		}),
	);

const lines = (object: KubeObject, old?: KubeObject): string[] =>
	validate(object, old).map(({ field, message }) => `${field}: ${message}`);

const container = { name: "a", image: "b" };
const podSpec = { containers: [container] };
const deployment = (spec: object = {}) =>
	make("apps/v1", "Deployment", {
		spec: {
			selector: { matchLabels: { a: "b" } },
			template: { metadata: { labels: { a: "b" } }, spec: podSpec },
			...spec,
		},
	});
const rbac = "rbac.authorization.k8s.io/v1";

describe("an object that a real server refused", () => {
	test("for its name, is refused in its words", () => {
		const configMap = make("v1", "ConfigMap", {
			metadata: { name: "bad name" },
		});
		assert.equal(
			invalidError(
				{ group: "", kind: "ConfigMap" },
				"bad name",
				validate(configMap),
			).message,
			"ConfigMap \"bad name\" is invalid: metadata.name: Invalid value: \"bad name\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
		);
		assert.deepEqual(
			lines(make("v1", "Namespace", { metadata: { name: "UPPER" } })),
			[
				"metadata.name: Invalid value: \"UPPER\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
			],
		);
		assert.deepEqual(
			lines(make("v1", "ConfigMap", { metadata: { name: "" } })),
			["metadata.name: Required value: name or generateName is required"],
		);
	});

	test("for a selector that does not match, is refused in its words", () => {
		const error = invalidError(
			{ group: "apps", kind: "Deployment" },
			"bad",
			validate(
				deployment({
					template: { metadata: { labels: { a: "c" } }, spec: podSpec },
				}),
			),
		);
		assert.equal(
			error.message,
			'Deployment.apps "bad" is invalid: spec.template.metadata.labels: Invalid value: map[string]string{"a":"c"}: `selector` does not match template `labels`',
		);
		assert.equal(error.code, 422);
		assert.deepEqual(error.details, {
			name: "bad",
			group: "apps",
			kind: "Deployment",
			causes: [
				{
					reason: "FieldValueInvalid",
					message:
						'Invalid value: map[string]string{"a":"c"}: `selector` does not match template `labels`',
					field: "spec.template.metadata.labels",
				},
			],
		});
	});

	test("for having no containers, is refused in its words", () => {
		assert.deepEqual(lines(make("v1", "Pod", { spec: { containers: [] } })), [
			"spec.containers: Required value",
		]);
	});

	test("for another role, is refused in its words", () => {
		const binding = (name: string) =>
			make(rbac, "RoleBinding", {
				roleRef: { kind: "Role", name },
				subjects: [{ kind: "User", name: "zoe" }],
			});
		assert.deepEqual(lines(binding("pod-reader"), binding("r")), [
			'roleRef: Invalid value: rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"Role", Name:"pod-reader"}: cannot change roleRef',
		]);
		assert.deepEqual(lines(binding("r"), binding("r")), []);
	});

	test("for a wrong type or an unknown field, is refused in its words", () => {
		assert.equal(
			decodingProblem(
				make("apps/v1", "Deployment", { spec: { replicas: "many" } }),
			),
			"json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
		);
		assert.deepEqual(
			unknownFields(make("apps/v1", "Deployment", { spec: { replicaz: 1 } })),
			['unknown field "spec.replicaz"'],
		);
	});

	test("for several problems, names them all", () => {
		const { message } = invalidError(
			{ group: "", kind: "Pod" },
			"x",
			validate(make("v1", "Pod", { spec: { containers: [{}] } })),
		);
		assert.equal(
			message,
			'Pod "x" is invalid: [spec.containers[0].name: Required value, spec.containers[0].image: Required value]',
		);
	});
});

describe("a pod", () => {
	const problems = (spec: object) =>
		lines(make("v1", "Pod", { spec: { ...podSpec, ...spec } }));

	test("is checked container by container", () => {
		assert.deepEqual(
			problems({
				containers: [
					container,
					{
						...container,
						ports: [{ containerPort: 70_000 }, {}],
						env: [{ name: "1 bad" }, {}],
						volumeMounts: [{ name: "v", mountPath: "/a" }],
						imagePullPolicy: "Sometimes",
						resources: {
							requests: { memory: "1Gi" },
							limits: { memory: "128Mi" },
						},
						livenessProbe: { periodSeconds: 3 },
					},
				],
			}),
			[
				'spec.containers[1].name: Duplicate value: "a"',
				'spec.containers[1].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
				"spec.containers[1].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
				"spec.containers[1].ports[1].containerPort: Required value",
				"spec.containers[1].env[0].name: Invalid value: \"1 bad\": a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
				"spec.containers[1].env[1].name: Required value",
				'spec.containers[1].volumeMounts[0].name: Not found: "v"',
				'spec.containers[1].resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 128Mi',
				"spec.containers[1].livenessProbe: Required value: must specify a handler type",
			],
		);
	});

	test("may change its image and little else", () => {
		const pod = (spec: object) =>
			make("v1", "Pod", { spec: { ...podSpec, ...spec } });
		assert.deepEqual(
			lines(pod({ containers: [{ ...container, image: "c" }] }), pod({})),
			[],
		);
		assert.match(
			lines(pod({ containers: [{ ...container, args: ["x"] }] }), pod({}))[0] ??
				"",
			/^spec: Forbidden: pod updates may not change fields other than `spec.containers\[\*\].image`/,
		);
	});
});

describe("other kinds", () => {
	const cases: [string, KubeObject, KubeObject | undefined, string[]][] = [
		[
			"a deployment without a selector",
			deployment({ selector: undefined }),
			undefined,
			[
				"spec.selector: Required value",
				'spec.template.metadata.labels: Invalid value: map[string]string{"a":"b"}: `selector` does not match template `labels`',
			],
		],
		[
			"a deployment with negative replicas",
			deployment({ replicas: -1 }),
			undefined,
			["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
		],
		[
			"a deployment of another selector",
			deployment(),
			deployment({ selector: { matchLabels: { z: "z" } } }),
			[
				'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"a":"b"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
			],
		],
		[
			"a job that always restarts",
			make("batch/v1", "Job", { spec: { template: { spec: podSpec } } }),
			undefined,
			[
				'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
			],
		],
		[
			"a cron job of a bad schedule",
			make("batch/v1", "CronJob", {
				spec: {
					schedule: "daily",
					jobTemplate: {
						spec: {
							template: { spec: { ...podSpec, restartPolicy: "Never" } },
						},
					},
				},
			}),
			undefined,
			[
				'spec.schedule: Invalid value: "daily": expected exactly 5 fields, found 1: [daily]',
			],
		],
		[
			"a service without ports",
			make("v1", "Service", { spec: {} }),
			undefined,
			["spec.ports: Required value"],
		],
		[
			"a service whose address changes",
			make("v1", "Service", {
				spec: {
					clusterIP: "10.0.0.2",
					clusterIPs: ["10.0.0.2"],
					ports: [{ port: 1 }],
				},
			}),
			make("v1", "Service", {
				spec: { clusterIP: "10.0.0.1", ports: [{ port: 1 }] },
			}),
			[
				'spec.clusterIPs[0]: Invalid value: []string{"10.0.0.2"}: may not change once set',
			],
		],
		[
			"a config map of a bad key",
			make("v1", "ConfigMap", { data: { "a b": "" } }),
			undefined,
			[
				"data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
			],
		],
		[
			"an immutable config map that changes",
			make("v1", "ConfigMap", { immutable: true, data: { a: "2" } }),
			make("v1", "ConfigMap", { immutable: true, data: { a: "1" } }),
			["data: Forbidden: field is immutable when `immutable` is set"],
		],
		[
			"a secret that changes its type",
			make("v1", "Secret", { type: "a" }),
			make("v1", "Secret", {}),
			['type: Invalid value: "a": field is immutable'],
		],
		[
			"a role without verbs",
			make(rbac, "Role", { rules: [{ apiGroups: [""], resources: ["pods"] }] }),
			undefined,
			["rules[0].verbs: Required value: verbs must contain at least one value"],
		],
		[
			"a role over paths",
			make(rbac, "Role", {
				rules: [{ nonResourceURLs: ["/x"], verbs: ["get"] }],
			}),
			undefined,
			[
				'rules[0].nonResourceURLs: Invalid value: []string{"/x"}: namespaced rules cannot apply to non-resource URLs',
			],
		],
		[
			"a cluster binding to a role",
			make(rbac, "ClusterRoleBinding", {
				roleRef: { kind: "Role", name: "r" },
				subjects: [{ kind: "ServiceAccount", name: "s" }],
			}),
			undefined,
			[
				'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
				"subjects[0].namespace: Required value",
			],
		],
		[
			"a lease of no duration",
			make("coordination.k8s.io/v1", "Lease", {
				spec: { leaseDurationSeconds: 0 },
			}),
			undefined,
			["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"],
		],
		[
			"a bad label",
			make("v1", "ConfigMap", { metadata: { labels: { a: "b!" } } }),
			undefined,
			[
				"metadata.labels: Invalid value: \"b!\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
			],
		],
	];
	for (const [name, object, old, expected] of cases)
		test(`${name} is told ${expected.length === 1 ? "so" : "all of it"}`, () => {
			assert.deepEqual(lines(object, old), expected);
		});

	test("the default roles and bindings are valid", () => {
		for (const object of bootstrapRbacObjects()) {
			assert.deepEqual(lines(object), []);
			assert.deepEqual(lines(object, structuredClone(object)), []);
			assert.deepEqual(unknownFields(object), []);
			assert.equal(decodingProblem(object), undefined);
		}
	});

	test("a valid object is valid against itself", () => {
		assert.deepEqual(lines(deployment(), deployment()), []);
		assert.deepEqual(
			lines(
				make("v1", "Pod", { spec: podSpec }),
				make("v1", "Pod", { spec: podSpec }),
			),
			[],
		);
	});

	test("an object under deletion can always lose its finalizers", () => {
		const dying = {
			...deployment({ selector: undefined }),
			metadata: {
				name: "x",
				deletionTimestamp: "2026-11-22T06:00:00Z",
				finalizers: ["a/b"],
			},
		};
		assert.deepEqual(
			lines(
				{ ...dying, metadata: { ...dying.metadata, finalizers: [] } },
				dying,
			),
			[],
		);
		assert.match(
			lines(
				{
					...dying,
					metadata: { ...dying.metadata, finalizers: ["a/b", "c/d"] },
				},
				dying,
			)[0] ?? "",
			/no new finalizers can be added/,
		);
	});

	test("nonsense is refused, never choked on", () => {
		const kinds = fc.constantFrom(...builtInKinds());
		const nonsense = fc.jsonValue({ maxDepth: 4 });
		fc.assert(
			fc.property(
				kinds,
				nonsense,
				nonsense,
				({ apiVersion, kind }, spec, part) => {
					for (const fields of [
						{ spec, data: part },
						{
							spec: {
								containers: part,
								template: { spec: { containers: part, volumes: part } },
								ports: part,
								selector: part,
							},
							rules: part,
							subjects: part,
						},
					]) {
						const object = {
							apiVersion,
							kind,
							metadata: { name: "x" },
							...structuredClone(fields),
						};
						// The server reads before it fills in and judges; only what can be read gets further.
						if (decodingProblem(object) === undefined)
							validate(applyDefaults(object), object);
						unknownFields(object);
					}
				},
			),
			{ numRuns: 300 },
		);
	});
});
