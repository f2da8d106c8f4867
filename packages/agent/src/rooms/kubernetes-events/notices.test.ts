import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { noticeSchema } from "@quarterdeck/contract";
import { offerCommands } from "./offer-commands.ts";
import { PlannedCluster } from "./planned-cluster.fixture.ts";

const all = (type: string, more: object = {}) => ({
	event: { types: ["all"] },
	resources: [{ type }],
	...more,
});

test("a notice has Botkube's message and raw object", () => {
	const cluster = new PlannedCluster(all("v1/pods"));
	cluster.create("v1/pods", "web");
	const notice = cluster.one();
	assert.deepEqual(noticeSchema.parse(notice), notice);
	assert.deepEqual(notice, {
		id: "uid-of-web/added",
		group: "group-1",
		plugin: "botkube/kubernetes",
		title: "v1/pods created",
		level: "success",
		type: "create",
		object: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web" },
		topic: "v1/pods/shop/web/create/",
		message: {
			timestamp: "2026-11-30T11:00:00.000Z",
			sections: [
				{
					header: "🟢 v1/pods created",
					textFields: [
						{ key: "Kind", value: "Pod" },
						{ key: "Name", value: "web" },
						{ key: "Namespace", value: "shop" },
						{ key: "Cluster", value: "shop-eu" },
					],
					bulletLists: [],
				},
				{
					selects: {
						items: [
							{
								type: "static",
								name: "Run command...",
								command: "{{BotName}} kubectl",
								optionGroups: [
									{
										name: "Supported commands",
										options: [
											{
												name: "describe",
												value: "describe pods web --namespace shop",
											},
											{ name: "get", value: "get pods web --namespace shop" },
											{ name: "logs", value: "logs pods/web --namespace shop" },
											{ name: "top", value: "top pods web --namespace shop" },
										],
									},
								],
							},
						],
					},
				},
			],
		},
		raw: {
			APIVersion: "v1",
			Kind: "Pod",
			Title: "v1/pods created",
			Name: "web",
			Namespace: "shop",
			Messages: [],
			Type: "create",
			Reason: "",
			Level: "success",
			Cluster: "shop-eu",
			TimeStamp: "2026-11-30T11:00:00.000Z",
			Count: 0,
			Action: "",
			Resource: "v1/pods",
			Recommendations: [],
			Warnings: [],
		},
	});
});

test("where nobody can press buttons, the message is one section", () => {
	const cluster = new PlannedCluster({
		config: all("v1/pods"),
		interactive: false,
	});
	cluster.create("v1/pods", "web");
	const { message } = cluster.one();
	assert.equal(message.type, "nonInteractiveEventSingleSection");
	assert.equal(message.sections?.length, 1);
});

test("title, level and emoji of each type; nothing to press for what is gone", () => {
	const cluster = new PlannedCluster(all("v1/pods"));
	cluster.create("v1/pods", "web");
	cluster.update("v1/pods", "web");
	cluster.warn({ kind: "Pod", name: "web" }, "BackOff");
	cluster.remove("v1/pods", "web");
	assert.deepEqual(
		cluster.heard.map(({ type, level, message }) => [
			type,
			level,
			message.sections?.[0]?.header,
			message.sections?.length,
		]),
		[
			["create", "success", "🟢 v1/pods created", 2],
			["update", "info", "💡 v1/pods updated", 2],
			["error", "error", "❗ v1/pods error", 2],
			["delete", "error", "❗ v1/pods deleted", 1],
		],
	);
});

test("fields and lists of an error are in Botkube's order", () => {
	const cluster = new PlannedCluster(all("v1/pods"));
	cluster.has("v1/pods", "web");
	cluster.warn({ kind: "Pod", name: "web" }, "BackOff", { action: "Pulling" });
	const [section] = cluster.one().message.sections ?? [];
	assert.deepEqual(section?.textFields, [
		{ key: "Kind", value: "Pod" },
		{ key: "Name", value: "web" },
		{ key: "Namespace", value: "shop" },
		{ key: "Reason", value: "BackOff" },
		{ key: "Action", value: "Pulling" },
		{ key: "Cluster", value: "shop-eu" },
	]);
	assert.deepEqual(section?.bulletLists, [
		{ title: "Messages", items: ["BackOff happened"] },
	]);
});

test("a kind comes from discovery where a watch of metadata does not know it", () => {
	const cluster = new PlannedCluster(
		all("apps/v1/deployments"),
		all("x.io/v1/things"),
	);
	cluster.create("apps/v1/deployments", "web", {
		kind: "PartialObjectMetadata",
	});
	cluster.create("x.io/v1/things", "a", { kind: "PartialObjectMetadata" });
	cluster.create("x.io/v1/things", "b", { kind: "Thing" });
	assert.deepEqual(
		cluster.heard.map(({ object }) => object?.kind),
		["Deployment", "things", "Thing"],
	);
});

test("a hostile Event makes a notice within bounds, of a time that has been", () => {
	const cluster = new PlannedCluster(all("v1/pods"));
	cluster.has("v1/pods", "web");
	cluster.warn({ kind: "Pod", name: "web" }, "R".repeat(10_000), {
		message: "m".repeat(1_000_000),
		action: "a".repeat(10_000),
		lastTimestamp: "9999-01-01T00:00:00Z",
	});
	const notice = cluster.one();
	assert.deepEqual(noticeSchema.parse(notice), notice);
	assert.deepEqual(cluster.times, [new Date(cluster.nowMs)]);
	cluster.warn({ kind: "Pod", name: "x".repeat(10_000) }, "BackOff");
	assert.equal(cluster.heard.length, 0);
});

describe("offered commands", () => {
	const verbs = [
		"get",
		"get",
		"describe",
		"logs",
		"top",
		"cordon",
		"delete",
		"exec",
		"apply",
		"explain",
		"constructor",
	];
	const offered = (
		plural: string,
		more: { apiVersion?: string; name?: string; namespace?: string } = {},
		supported?: readonly string[],
	) =>
		offerCommands(
			verbs,
			{ apiVersion: "v1", plural, name: "web", namespace: undefined, ...more },
			supported,
		).map(({ words }) => words);

	test("fit the resource", () => {
		assert.deepEqual(offered("nodes"), [
			"get nodes web",
			"describe nodes web",
			"top nodes web",
			"cordon nodes web",
		]);
		assert.deepEqual(
			offered("jobs", { apiVersion: "batch/v1", namespace: "shop" }),
			[
				"get jobs web --namespace shop",
				"describe jobs web --namespace shop",
				"logs jobs/web --namespace shop",
			],
		);
		assert.deepEqual(
			offered("services", { apiVersion: "serving.knative.dev/v1" }),
			[
				"get services.serving.knative.dev web",
				"describe services.serving.knative.dev web",
			],
		);
		assert.deepEqual(
			offered("ingresses", { apiVersion: "networking.k8s.io/v1" })[0],
			"get ingresses web",
		);
	});

	test("are none that the API server does not have", () => {
		assert.deepEqual(offered("pods", {}, ["create"]), []);
		assert.equal(offered("pods", {}, ["get"]).length, 4);
	});

	test("are none for names that are more than one word", () => {
		for (const name of [
			"a b",
			"-a",
			"--as=admin",
			"a;b",
			"a$(b)",
			"a\nb",
			"a'b",
			"",
		])
			assert.deepEqual(offered("clusterroles", { name }), [], name);
		assert.deepEqual(offered("pods", { namespace: "a b" }), []);
		assert.equal(
			offered("clusterroles", { name: "system:node-proxier" }).length,
			2,
		);
	});
});

describe("extra buttons", () => {
	const button = (more: object = {}) => ({
		enabled: true,
		trigger: { type: ["create"] },
		button: { displayName: "Ask", commandTpl: "doctor --resource={{ .Name }}" },
		...more,
	});
	const buttonsOf = (
		given: readonly object[],
		render = (text: string) => text,
	) => {
		const cluster = new PlannedCluster(
			all("v1/pods", { extraButtons: given, commands: { verbs: [] } }),
		);
		assert.deepEqual(cluster.plan.problems, []);
		cluster.templates = render;
		cluster.create("v1/pods", "web");
		return cluster.one().message.sections?.[1];
	};

	test("are templates over the event, in the primary style", () => {
		let seen: unknown;
		const cluster = new PlannedCluster(
			all("v1/pods", { extraButtons: [button()] }),
		);
		cluster.templates = (_, data) => {
			seen = data;
			return " doctor web\n";
		};
		cluster.create("v1/pods", "web");
		const { message, raw } = cluster.one();
		assert.deepEqual(seen, { ...(raw as object), Event: raw });
		assert.deepEqual(message.sections?.[1]?.buttons, [
			{ name: "Ask", command: "{{BotName}} doctor web", style: "primary" },
		]);
	});

	test("are there when enabled and triggered", () => {
		assert.equal(buttonsOf([button({ enabled: false })]), undefined);
		assert.equal(
			buttonsOf([button({ trigger: { type: ["error"] } })]),
			undefined,
		);
		assert.equal(buttonsOf([button({ trigger: {} })]), undefined);
		assert.equal(
			buttonsOf([button({ trigger: { type: ["all"] } }), button()])?.buttons
				?.length,
			2,
		);
	});

	test("that cannot be made are named with the reason", () => {
		const section = buttonsOf([button()], () => {
			throw new Error('function "lowr" not defined');
		});
		assert.deepEqual(section, {
			context: [
				{
					text: 'The button "Ask" cannot be shown: function "lowr" not defined',
				},
			],
		});
	});

	test("hide no second command", () => {
		for (const text of ["", " ", "a\nb", "a\u0000b", "x".repeat(1001)])
			assert.match(
				buttonsOf([button()], () => text)?.context?.[0]?.text ?? "",
				/its command/,
			);
	});
});
