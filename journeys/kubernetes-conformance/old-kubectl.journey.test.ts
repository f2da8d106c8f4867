import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { type Simkube, startSimkube } from "@quarterdeck/simkube";
import { testOldKubectl } from "@quarterdeck/testkit";
import { tellConformanceStory } from "./conformance-story.ts";
import { createTeller, type Teller, waitFor } from "./story-teller.ts";
import { createTestedKubectl } from "./tested-kubectl.ts";

const oldKubectl = await testOldKubectl();
const skip =
	oldKubectl === undefined && "the kubectl of Debian 12 cannot be had here";

const simkube: Simkube = await startSimkube({ metrics: true });
after(() => simkube.stop());

const kubectlFor = (t: TestContext) =>
	createTestedKubectl(t, simkube.kubeconfig(), {}, oldKubectl);

const tellerFor = async (t: TestContext): Promise<Teller> =>
	createTeller(await kubectlFor(t), "default");

const container = (name: string, image: string) => ({
	name,
	image,
	ports: [{ containerPort: 80 }],
	resources: { limits: { cpu: 1, memory: "64Mi" } },
	livenessProbe: { httpGet: { path: "/", port: 80 } },
});

const deployment = (name: string, containers: object[], replicas: unknown) => ({
	apiVersion: "apps/v1",
	kind: "Deployment",
	metadata: { name, labels: { app: name } },
	spec: {
		replicas,
		selector: { matchLabels: { app: name } },
		template: {
			metadata: { labels: { app: name } },
			spec: { containers },
		},
	},
});

const widgets = {
	apiVersion: "apiextensions.k8s.io/v1",
	kind: "CustomResourceDefinition",
	metadata: { name: "widgets.example.com" },
	spec: {
		group: "example.com",
		scope: "Namespaced",
		names: { plural: "widgets", singular: "widget", kind: "Widget" },
		versions: [
			{
				name: "v1",
				served: true,
				storage: true,
				schema: {
					openAPIV3Schema: {
						type: "object",
						description: "Interleaver when pushed.",
						properties: {
							spec: {
								type: "object",
								required: ["size"],
								properties: {
									size: { type: "integer", description: "How big it is." },
									note: { type: "string", nullable: true },
									port: { "x-kubernetes-int-or-string": true },
									free: { "x-kubernetes-preserve-unknown-fields": true },
								},
							},
						},
					},
				},
			},
		],
	},
};

const widget = (spec: object) => ({
	apiVersion: "example.com/v1",
	kind: "Widget",
	metadata: { name: "w" },
	spec,
});

test("Debian 12's kubectl is told the story every API server tells", {
	skip,
}, async (t) => {
	await tellConformanceStory(t, await kubectlFor(t), "old-story", "old");
});

test("Debian 12's kubectl changes a deployment by its manifest", {
	skip,
}, async (t) => {
	const { say, sayWords, fail, kubectl } = await tellerFor(t);
	const images = () =>
		say("get deploy web -o jsonpath={.spec.template.spec.containers[*].image}");
	const [web, side, newSide] = [
		container("web", "web:1"),
		container("side", "side:1"),
		container("side", "side:2"),
	];
	const manifest = (containers: object[], replicas: unknown = 2) =>
		deployment("web", containers, replicas);

	assert.match(await say("apply -f -", manifest([web, side])), /created$/);
	assert.match(await say("apply -f -", manifest([web, side])), /unchanged$/);

	const changed = manifest([web, newSide]);
	const shown = await kubectl.run(["diff", "-f", "-"], JSON.stringify(changed));
	assert.equal(shown.exitCode, 1, shown.stderr);
	assert.match(shown.stdout, /^- .*side:1$/m);
	assert.match(shown.stdout, /^\+ .*side:2$/m);
	assert.equal(await images(), "web:1 side:1");
	assert.match(
		await say("apply --dry-run=server -f -", changed),
		/configured \(server dry run\)$/,
	);
	assert.equal(await images(), "web:1 side:1");

	assert.match(await say("apply -f -", changed), /configured$/);
	assert.equal(await images(), "web:1 side:2");
	assert.match(await say("apply -f -", manifest([web])), /configured$/);
	assert.equal(await images(), "web:1");
	await say("set image deploy/web web=web:2");
	await say("rollout status deploy/web --timeout=30s");
	await say("rollout undo deploy/web");
	await waitFor(async () => assert.equal(await images(), "web:1"));
	await say("rollout restart deploy/web");
	await say("autoscale deploy web --max=5");
	await sayWords(["expose", "deploy", "web", "--port=80"]);

	assert.match(
		await fail("apply -f -", manifest([web], "many")),
		/ValidationError\(Deployment\.spec\.replicas\): invalid type .* got "string", expected "integer"/,
	);
	assert.match(
		await fail("apply --validate=false -f -", manifest([web], "many")),
		/json: cannot unmarshal string into Go struct field DeploymentSpec\.spec\.replicas of type int32/,
	);
	assert.match(
		await say("apply --validate=false -f -", { ...manifest([web]), spek: {} }),
		/^deployment\.apps\/web configured$/,
	);
	await say("delete deploy,svc,hpa web --timeout=30s");
});

test("Debian 12's kubectl shows what runs, and speaks to it", {
	skip,
}, async (t) => {
	const { say, sayWords, fail } = await tellerFor(t);
	await say("apply -f -", deployment("shop", [container("c", "shop:1")], 1));
	await say("rollout status deploy/shop --timeout=30s");
	assert.match(
		await say("get deploy shop"),
		/^NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nshop\s+1\/1\s+1\s+1\s/,
	);
	assert.match(
		await say("get pods -l app=shop -o wide"),
		/^NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\s+IP\s+NODE\s[^\n]*\nshop-\S+\s+1\/1\s+Running\s/,
	);
	assert.match(
		await say("describe deploy shop"),
		/^Name:\s+shop\n[\s\S]*\nReplicas:\s+1 desired \| 1 updated \| 1 total \| 1 available[\s\S]*\nNewReplicaSet:\s+shop-/,
	);
	const [, pod = ""] = /pod\/(\S+)/.exec(
		await say("get pods -l app=shop -o name"),
	) as string[];
	assert.match(
		await say(`describe pod ${pod}`),
		/\nStatus:\s+Running\n[\s\S]*\nEvents:\n[\s\S]*\sStarted\s/,
	);
	assert.match(await say("describe node"), /^Name:\s[\s\S]*\nAllocatable:\n/);

	simkube.writeLog({ namespace: "default", name: pod, text: "a customer\n" });
	assert.match(await say("logs deploy/shop"), /a customer/);
	assert.equal(await sayWords(["exec", pod, "--", "echo", "hello"]), "hello");
	assert.match(
		await say(`top pod ${pod}`),
		/^NAME\s+CPU\(cores\)\s+MEMORY\(bytes\)\s*\nshop-\S+\s+\d+m\s+\d+Mi/,
	);
	assert.match(await say("top node"), /^NAME\s+CPU\(cores\)\s+CPU%\s/);
	assert.match(await fail("get pods nobody"), /\(NotFound\): pods "nobody"/);
	await say("delete deploy shop --timeout=30s");
});

test("Debian 12's kubectl explains every kind, custom ones too", {
	skip,
}, async (t) => {
	const { say, fail } = await tellerFor(t);
	assert.match(
		await say("explain deployment.spec.template.spec.containers"),
		/^KIND:\s+Deployment\nVERSION:\s+apps\/v1\n\nRESOURCE: containers <\[\]Object>\n[\s\S]*\n {3}image\t<string>\n {5}The image to run\./,
	);
	assert.match(
		await say("explain pod --recursive"),
		/\n {6}containers\t<\[\]Object>\n {9}args\t<\[\]string>\n/,
	);
	await say("explain crd --recursive");
	assert.notEqual(await fail("explain pod.spec.nonsense"), "");
	assert.notEqual(await fail("explain widget"), "");

	await say("apply -f -", widgets);
	await say("wait --for=condition=Established crd/widgets.example.com");
	await waitFor(async () =>
		assert.match(
			await say("explain widget"),
			/^KIND:\s+Widget\nVERSION:\s+example\.com\/v1\n\nDESCRIPTION:\n\s+Interleaver when pushed\.\n/,
		),
	);
	assert.match(
		await say("explain widget.spec.size"),
		/FIELD:\s+size <integer>\n\nDESCRIPTION:\n\s+How big it is\./,
	);

	const open = { note: null, port: "http", free: { a: { b: 1 } } };
	assert.match(
		await say("apply -f -", widget({ size: 1, ...open })),
		/created$/,
	);
	assert.match(
		await say("apply -f -", widget({ size: 2, ...open })),
		/configured$/,
	);
	assert.match(
		await fail("apply -f -", widget({ sise: 2 })),
		/unknown field "sise" in com\.example\.v1\.Widget\.spec/,
	);
	await say("delete crd widgets.example.com --timeout=30s");
	assert.notEqual(await fail("explain widget"), "");
});

test("Debian 12's kubectl explains on beside a custom kind with an odd schema", {
	skip,
}, async (t) => {
	const { say } = await tellerFor(t);
	const odd = {
		type: "object",
		properties: {
			spec: {
				type: "object",
				properties: {
					"": { type: "string" },
					empty: { type: "object", properties: {} },
					list: { type: "array" },
					lists: { type: "array", items: { type: "array" } },
					away: { $ref: "#/definitions/nowhere" },
					keys: {
						type: "array",
						"x-kubernetes-list-map-keys": ["\u007f\ud800"],
					},
					long: { type: "string", maxLength: 1e300 },
					said: { type: "string", description: "\ud800 \u0000 \ufeff" },
				},
			},
		},
	};
	// Put there as it is: a careful server would not take it, an old one may have.
	simkube.objects.apply({
		...widgets,
		spec: {
			...widgets.spec,
			versions: widgets.spec.versions.map((version) => ({
				...version,
				schema: { openAPIV3Schema: odd },
			})),
		},
	});
	simkube.objects.settle();
	assert.match(await say("explain pod.spec"), /RESOURCE: spec <Object>/);
	assert.match(await say("explain widget.spec"), /\n {3}lists\t<\[\]\[\]>/);
	assert.match(
		await say("create cm beside --from-literal=a=b"),
		/^configmap\/beside created$/,
	);
	await say("delete crd widgets.example.com --timeout=30s");
});

test("Debian 12's kubectl hears what there is and who may use it", {
	skip,
}, async (t) => {
	const { say, fail } = await tellerFor(t);
	assert.match(
		await say("version --short"),
		/^Client Version: v1\.20\.\d+\nServer Version: v1\.32\.\d+$/,
	);
	assert.match(await say("cluster-info"), /is running at/);
	assert.match(
		await say("api-resources"),
		/\ndeployments\s+deploy\s+apps\/v1\s+true\s+Deployment\n/,
	);
	assert.match(await say("api-versions"), /^apps\/v1$/m);
	assert.match(await say("get --raw /healthz"), /^ok$/);
	await say("create rolebinding ann --clusterrole=view --user=ann");
	assert.match(
		await say("auth can-i --list --as ann"),
		/^Resources\s+Non-Resource URLs\s+Resource Names\s+Verbs\n[\s\S]*\npods\s+\[\]\s+\[\]\s+\[get list watch\]/,
	);
	assert.equal(await say("get cm -o name --as ann").then(Boolean), true);
	assert.match(
		await fail("delete cm --all --as ann"),
		/User "ann" cannot delete resource "configmaps"/,
	);
	await say("create quota small --hard=pods=10");
	await say("get all,quota,ns,no,pv,pvc,ing,netpol,cj,ds,sts,sa,secrets,ev");
});
