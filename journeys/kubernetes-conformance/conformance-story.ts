import assert from "node:assert/strict";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { createTeller, type Teller, waitFor } from "./story-teller.ts";
import type { TestedKubectl } from "./tested-kubectl.ts";

type Chapter = readonly [
	title: string,
	tell: (teller: Teller) => Promise<void>,
	needs?: typeof needsNewKubectl,
];

/** A chapter that needs a kubectl of 1.27 or newer. */
const needsNewKubectl = "needs a kubectl of 1.27 or newer";

/**
 * A story in kubectl commands that any Kubernetes API server tells alike. Leaves nothing behind. To an old kubectl
 * the chapters are left out that it has no words for.
 */
export async function tellConformanceStory(
	t: TestContext,
	kubectl: TestedKubectl,
	namespace: string,
	age: "new" | "old" = "new",
): Promise<void> {
	const teller = createTeller(kubectl, namespace);
	try {
		for (const [title, tell, needs] of chapters)
			await t.test(title, { skip: age === "old" && (needs ?? false) }, () =>
				tell(teller),
			);
	} finally {
		const args = [
			"delete",
			"ns",
			namespace,
			"--ignore-not-found",
			"--wait=false",
		];
		await kubectl.run(args);
	}
}

const configMap = (name: string, data: object) => ({
	apiVersion: "v1",
	kind: "ConfigMap",
	metadata: { name },
	data,
});

const web = {
	apiVersion: "apps/v1",
	kind: "Deployment",
	metadata: { name: "web", labels: { app: "web" } },
	spec: {
		replicas: 2,
		selector: { matchLabels: { app: "web" } },
		template: {
			metadata: { labels: { app: "web" } },
			spec: {
				containers: [
					{ name: "web", image: "registry.k8s.io/pause:3.9" },
					{ name: "side", image: "registry.k8s.io/pause:3.9" },
				],
			},
		},
	},
};

const chapters: readonly Chapter[] = [
	[
		"a namespace is made and has its first account",
		async ({ kubectl, namespace, say, fail }) => {
			const made = await kubectl.run(["create", "ns", namespace]);
			assert.equal(made.stdout.trim(), `namespace/${namespace} created`);
			assert.match(await fail(`create ns ${namespace}`), /AlreadyExists/);
			await waitFor(() => say("get sa default -o name"));
		},
	],
	[
		"a namespace is labelled, patched and applied, and the system's own ones stay",
		async ({ kubectl, namespace, say, fail }) => {
			await kubectl.run(["label", "ns", namespace, "team=red"]);
			await kubectl.run([
				...["patch", "ns", namespace, "--type=merge", "-p"],
				'{"metadata":{"annotations":{"note":"hello"}}}',
			]);
			const applied = {
				apiVersion: "v1",
				kind: "Namespace",
				metadata: { name: namespace, labels: { tier: "front" } },
			};
			assert.match(await say("apply -f -", applied), /configured/);
			assert.equal(
				await say(
					`get ns ${namespace} -o jsonpath={.metadata.labels.team}/{.metadata.labels.tier}/{.metadata.annotations.note}`,
				),
				"red/front/hello",
			);
			assert.match(
				await fail("delete ns kube-public --wait=false"),
				/Forbidden.*this namespace may not be deleted/,
			);
		},
	],
	[
		"what is applied is made, left alone or changed",
		async ({ say, fail }) => {
			const one = configMap("settings", { color: "blue" });
			assert.equal(await say("apply -f -", one), "configmap/settings created");
			assert.equal(
				await say("apply -f -", one),
				"configmap/settings unchanged",
			);
			const two = configMap("settings", { color: "red" });
			assert.equal(
				await say("apply -f -", two),
				"configmap/settings configured",
			);
			assert.equal(
				await say("get cm settings -o jsonpath={.data.color}"),
				"red",
			);
			assert.match(
				await fail("apply -f -", configMap("bad name", {})),
				/is invalid: metadata\.name: Invalid value: "bad name"/,
			);
		},
	],
	[
		"the server refuses fields it does not know",
		async ({ fail }) => {
			assert.match(
				await fail("apply -f -", { ...configMap("settings", {}), dta: {} }),
				/strict decoding error: unknown field "dta"/,
			);
		},
		needsNewKubectl,
	],
	[
		"labels, annotations and selectors",
		async ({ say, fail }) => {
			await say("label cm settings env=dev");
			assert.match(
				await fail("label cm settings env=prod"),
				/already has a value/,
			);
			await say("label cm settings env=prod --overwrite");
			await say("annotate cm settings note=hello");
			assert.equal(
				await say("get cm -l env=prod -o name"),
				"configmap/settings",
			);
			assert.equal(await say("get cm -l env!=prod,env -o name"), "");
			assert.equal(
				await say("get cm --field-selector metadata.name=settings -o name"),
				"configmap/settings",
			);
			assert.match(
				await fail("get pods --field-selector bogus=1"),
				/field label not supported: bogus/,
			);
		},
	],
	[
		"patches of three kinds",
		async ({ sayWords }) => {
			const patch = (type: string, text: string) =>
				sayWords(["patch", "cm", "settings", `--type=${type}`, "-p", text]);
			await patch("merge", '{"data":{"size":"12"}}');
			await patch(
				"json",
				'[{"op":"replace","path":"/data/size","value":"13"}]',
			);
			await patch("strategic", '{"data":{"color":null}}');
			const data = await sayWords([
				"get",
				"cm",
				"settings",
				"-o",
				"jsonpath={.data}",
			]);
			assert.equal(data, '{"size":"13"}');
		},
	],
	[
		"a deployment keeps its lists by name and counts its changes",
		async ({ say, sayWords }) => {
			await say("apply -f -", web);
			await sayWords([
				"patch",
				"deploy",
				"web",
				"-p",
				'{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"registry.k8s.io/pause:3.8"}]}}}}',
			]);
			assert.equal(
				await say(
					"get deploy web -o jsonpath={.spec.template.spec.containers[*].image}",
				),
				"registry.k8s.io/pause:3.9 registry.k8s.io/pause:3.8",
			);
			await say("scale deploy web --replicas=1");
			assert.equal(
				await say("get deploy web -o jsonpath={.spec.replicas}"),
				"1",
			);
			assert.equal(
				await say("get deploy web -o jsonpath={.metadata.generation}"),
				"3",
			);
			await waitFor(async () => {
				const history = await say("rollout history deploy/web");
				assert.match(history, /^2\s/m);
			});
		},
	],
	[
		"a write on an old version is refused",
		async ({ say, fail }) => {
			const old = JSON.parse(await say("get cm settings -o json"));
			await say("annotate cm settings seen=yes");
			assert.match(
				await fail("replace -f -", old),
				/the object has been modified; please apply your changes to the latest version and try again/,
			);
		},
	],
	[
		"a watch hears of making, change and end",
		async ({ kubectl, namespace, say }) => {
			const child = kubectl.start([
				...["-n", namespace, "get", "cm"],
				...["--watch-only", "--output-watch-events"],
			]);
			let heard = "";
			child.stdout?.setEncoding("utf8").on("data", (text: string) => {
				heard += text;
			});
			// The watch begins when it begins: made again and again, the object is seen once it has.
			await waitFor(async () => {
				await say("delete cm watched --ignore-not-found");
				await say("create cm watched --from-literal=a=1");
				assert.match(heard, /ADDED\s+watched\s/);
			});
			await say("label cm watched x=y");
			await say("delete cm watched");
			await waitFor(async () => {
				assert.match(heard, /MODIFIED\s+watched\s/);
				assert.match(heard, /DELETED\s+watched\s[^\n]*\n?$/);
			});
			child.kill();
			await once(child, "close");
		},
	],
	[
		"server-side apply knows who owns what",
		async ({ say, fail }) => {
			const apply = (manager: string, more = "") =>
				`apply --server-side --field-manager=${manager}${more} -f -`;
			await say(apply("one"), configMap("owned", { k: "v", l: "v" }));
			assert.match(
				await fail(apply("two"), configMap("owned", { k: "w" })),
				/Apply failed with 1 conflict: conflict with "one": \.data\.k/,
			);
			await say(
				apply("two", " --force-conflicts"),
				configMap("owned", { k: "w" }),
			);
			await say(apply("one"), configMap("owned", {}));
			assert.equal(await say("get cm owned -o jsonpath={.data}"), '{"k":"w"}');
		},
	],
	[
		"long lists come in pages",
		async ({ say, namespace }) => {
			const path = `/api/v1/namespaces/${namespace}/configmaps`;
			const all = JSON.parse(await say(`get --raw ${path}`));
			const names: string[] = [];
			let next = "";
			do {
				const page = JSON.parse(
					await say(`get --raw ${path}?limit=1${next && `&continue=${next}`}`),
				);
				names.push(
					...page.items.map(
						(each: { metadata: { name: string } }) => each.metadata.name,
					),
				);
				next = page.metadata.continue ?? "";
			} while (next !== "");
			assert.deepEqual(
				names,
				all.items.map(
					(each: { metadata: { name: string } }) => each.metadata.name,
				),
			);
		},
	],
	[
		"rights are given by role and asked before each request",
		async ({ say, fail, namespace }) => {
			await say("create role reader --verb=get,list --resource=configmaps");
			await say(
				"create rolebinding reader --role=reader --user=qd-ana --group=qd-ch-1",
			);
			assert.equal(await say("auth can-i list configmaps --as qd-ana"), "yes");
			assert.match(
				await say("get cm --as qd-bob --as-group qd-ch-1 -o name"),
				/configmap\/settings/,
			);
			assert.equal(
				await fail("get secrets --as qd-ana"),
				`Error from server (Forbidden): secrets is forbidden: User "qd-ana" cannot list resource "secrets" in API group "" in the namespace "${namespace}"`,
			);
			await fail("auth can-i delete configmaps --as qd-ana");
			await say(
				"create role binder --verb=create --resource=rolebindings,roles",
			);
			await say("create rolebinding binder --role=binder --user=qd-ana");
			assert.match(
				await fail(
					"create role much --verb=get --resource=secrets --as qd-ana",
				),
				/is attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["secrets"\], Verbs:\["get"\]\}/,
			);
			assert.match(
				await fail(
					"create rolebinding more --clusterrole=admin --user=qd-ana --as qd-ana",
				),
				/is attempting to grant RBAC permissions not currently held/,
			);
		},
	],
	[
		"an account's token speaks for the account",
		async ({ say, fail, namespace }) => {
			await say("create sa robot");
			const token = await say("create token robot --duration=10m");
			assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
			assert.match(
				await say(`auth whoami --as system:serviceaccount:${namespace}:robot`),
				new RegExp(`system:serviceaccounts:${namespace}`),
			);
			assert.match(
				await fail(`get cm --as system:serviceaccount:${namespace}:robot`),
				new RegExp(
					`User "system:serviceaccount:${namespace}:robot" cannot list`,
				),
			);
		},
		needsNewKubectl,
	],
	["custom kinds come and go with their definition", tellOfCustomKinds],
	[
		"finalizers hold an end back",
		async ({ say, sayWords }) => {
			const held = configMap("held", {});
			await say("create -f -", {
				...held,
				metadata: { ...held.metadata, finalizers: ["example.com/hold"] },
			});
			await say("delete cm held --wait=false");
			const ending = await say(
				"get cm held -o jsonpath={.metadata.deletionTimestamp}",
			);
			assert.match(ending, /^\d{4}-/);
			await sayWords([
				"patch",
				"cm",
				"held",
				"--type=merge",
				"-p",
				'{"metadata":{"finalizers":null}}',
			]);
			assert.equal(await say("get cm held --ignore-not-found"), "");
		},
	],
	[
		"an owner deleted in the foreground takes all it owns first",
		async ({ say }) => {
			await say("delete deploy web --cascade=foreground --timeout=60s");
			assert.equal(await say("get rs -l app=web -o name"), "");
		},
	],
	[
		"leases are renewed by version",
		async ({ say, fail }) => {
			const lease = {
				apiVersion: "coordination.k8s.io/v1",
				kind: "Lease",
				metadata: { name: "lock" },
				spec: { holderIdentity: "a", leaseDurationSeconds: 15 },
			};
			await say("create -f -", lease);
			const now = JSON.parse(await say("get lease lock -o json"));
			now.spec.holderIdentity = "b";
			await say("replace -f -", now);
			assert.match(await fail("replace -f -", now), /Conflict/);
		},
	],
	[
		"a namespace ends with all that is in it",
		async ({ kubectl, namespace }) => {
			const gone = await kubectl.run([
				"delete",
				"ns",
				namespace,
				"--timeout=120s",
			]);
			assert.equal(gone.exitCode, 0, gone.stderr);
			const after = await kubectl.run(["get", "ns", namespace]);
			assert.match(after.stderr, /NotFound/);
			const inside = await kubectl.run(["get", "cm", "-n", namespace]);
			assert.match(inside.stderr, /No resources found/);
		},
	],
];

async function tellOfCustomKinds(teller: Teller): Promise<void> {
	const { say, fail, namespace } = teller;
	const group = `${namespace}.example.com`;
	const name = `widgets.${group}`;
	await say("apply -f -", {
		apiVersion: "apiextensions.k8s.io/v1",
		kind: "CustomResourceDefinition",
		metadata: { name },
		spec: {
			group,
			scope: "Namespaced",
			names: { plural: "widgets", singular: "widget", kind: "Widget" },
			versions: [
				{
					name: "v1",
					served: true,
					storage: true,
					subresources: { status: {} },
					additionalPrinterColumns: [
						{ name: "Size", type: "integer", jsonPath: ".spec.size" },
					],
					schema: { openAPIV3Schema: widgetSchema },
				},
			],
		},
	});
	await say(`wait --for=condition=Established crd/${name} --timeout=30s`);
	const widget = (size: number) => ({
		apiVersion: `${group}/v1`,
		kind: "Widget",
		metadata: { name: "w" },
		spec: { size },
	});
	await waitFor(() => say("apply -f -", widget(3)));
	assert.match(await say(`get widgets.${group}`), /NAME\s+SIZE\nw\s+3/);
	assert.equal(
		await say(`get widgets.${group} w -o jsonpath={.spec.color}`),
		"red",
	);
	assert.match(
		await fail("apply -f -", widget(99)),
		/spec\.size in body should be less than or equal to 10/,
	);
	await say(`delete crd ${name} --timeout=60s`);
	assert.notEqual(await fail(`get widgets.${group}`), "");
}

const widgetSchema = {
	type: "object",
	properties: {
		spec: {
			type: "object",
			required: ["size"],
			properties: {
				size: { type: "integer", minimum: 1, maximum: 10 },
				color: { type: "string", default: "red" },
			},
		},
	},
};
