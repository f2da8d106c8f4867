import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { KubeObject } from "../kube-object.ts";
import {
	type Attributes,
	aggregateRules,
	bootstrapRbacObjects,
	createAuthorizer,
	escalationMessage,
	forbiddenError,
	type PolicyRule,
	type RbacSource,
	type User,
} from "./index.ts";

const rbac = "rbac.authorization.k8s.io";

function role(
	name: string,
	rules: PolicyRule[],
	namespace?: string,
): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: namespace === undefined ? "ClusterRole" : "Role",
		metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
		rules,
	};
}

function binding(
	name: string,
	roleRef: { kind: string; name: string },
	subjects: { kind: string; name: string; namespace?: string }[],
	namespace?: string,
): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
		metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
		roleRef,
		subjects,
	};
}

function sourceOf(objects: KubeObject[]): RbacSource {
	const ofKind = (kind: string, namespace?: string) =>
		objects.filter(
			(object) =>
				object.kind === kind && object.metadata.namespace === namespace,
		);
	return {
		clusterRoles: () => ofKind("ClusterRole"),
		roles: (namespace) => ofKind("Role", namespace),
		clusterRoleBindings: () => ofKind("ClusterRoleBinding"),
		roleBindings: (namespace) => ofKind("RoleBinding", namespace),
		revision: () => objects.length,
	};
}

const reader = {
	apiGroups: [""],
	resources: ["pods", "pods/log"],
	verbs: ["get", "list", "watch"],
};
const world = [
	...bootstrapRbacObjects(),
	role("pod-reader", [reader], "shop"),
	binding(
		"readers",
		{ kind: "Role", name: "pod-reader" },
		[
			{ kind: "Group", name: "ch-1" },
			{ kind: "User", name: "ana@example.com" },
			{ kind: "ServiceAccount", name: "robot", namespace: "shop" },
			{ kind: "ServiceAccount", name: "nowhere" },
		],
		"shop",
	),
	binding("viewers", { kind: "ClusterRole", name: "view" }, [
		{ kind: "Group", name: "botkube-plugins-default" },
	]),
	binding("dangling", { kind: "ClusterRole", name: "gone" }, [
		{ kind: "User", name: "lost" },
	]),
];
const authorizer = createAuthorizer(sourceOf(world));
const user = (username: string, ...groups: string[]): User => ({
	username,
	groups: [...groups, "system:authenticated"],
});
const ana = user("ana@example.com");
const ask = (who: User, verb: string, what: Partial<Attributes> = {}) =>
	authorizer.authorize(who, {
		verb,
		group: "",
		resource: "pods",
		...what,
	} as Attributes);

describe("a question the rules do not cover", () => {
	test("is refused in the recorded words", () => {
		const refused = (who: User, attributes: Attributes) => {
			const { allowed, reason } = authorizer.authorize(who, attributes);
			assert.equal(allowed, false);
			return forbiddenError(who, attributes, reason).message;
		};
		assert.equal(
			refused(ana, {
				verb: "list",
				group: "",
				resource: "secrets",
				namespace: "pay",
			}),
			'secrets is forbidden: User "ana@example.com" cannot list resource "secrets" in API group "" in the namespace "pay"',
		);
		assert.equal(
			refused(ana, { verb: "list", group: "", resource: "nodes" }),
			'nodes is forbidden: User "ana@example.com" cannot list resource "nodes" in API group "" at the cluster scope',
		);
		assert.equal(
			refused(ana, {
				verb: "delete",
				group: "apps",
				resource: "deployments",
				namespace: "shop",
				name: "cart",
			}),
			'deployments.apps "cart" is forbidden: User "ana@example.com" cannot delete resource "deployments" in API group "apps" in the namespace "shop"',
		);
		assert.equal(
			refused(user("bob", "ch-2"), {
				verb: "get",
				group: "",
				resource: "pods",
				subresource: "log",
				namespace: "shop",
				name: "p",
			}),
			'pods "p" is forbidden: User "bob" cannot get resource "pods/log" in API group "" in the namespace "shop"',
		);
		assert.equal(
			refused(ana, { verb: "get", path: "/metrics" }),
			'forbidden: User "ana@example.com" cannot get path "/metrics"',
		);
		assert.equal(
			refused(user("lost"), { verb: "get", group: "", resource: "pods" }),
			'pods is forbidden: User "lost" cannot get resource "pods" in API group "" at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
		);
	});

	test("a role binding reaches no other namespace and not the cluster", () => {
		assert.equal(ask(ana, "list", { namespace: "pay" }).allowed, false);
		assert.equal(ask(ana, "list").allowed, false);
		assert.equal(ask(ana, "delete", { namespace: "shop" }).allowed, false);
	});

	test("a subresource is not covered by its resource, nor a service account without a namespace", () => {
		assert.equal(
			ask(ana, "get", { namespace: "shop", subresource: "exec" }).allowed,
			false,
		);
		assert.equal(
			ask(user("system:serviceaccount::nowhere"), "get", { namespace: "shop" })
				.allowed,
			false,
		);
		assert.equal(
			ask(user("system:serviceaccount:shop:nowhere"), "get", {
				namespace: "shop",
			}).allowed,
			false,
		);
	});
});

describe("a question the rules cover", () => {
	test("names the binding that allows it", () => {
		assert.deepEqual(ask(user("bob", "ch-1"), "list", { namespace: "shop" }), {
			allowed: true,
			reason:
				'RBAC: allowed by RoleBinding "readers/shop" of Role "pod-reader" to Group "ch-1"',
		});
		assert.deepEqual(ask(user("bob", "botkube-plugins-default"), "list"), {
			allowed: true,
			reason:
				'RBAC: allowed by ClusterRoleBinding "viewers" of ClusterRole "view" to Group "botkube-plugins-default"',
		});
		assert.equal(
			ask(user("system:serviceaccount:shop:robot"), "get", {
				namespace: "shop",
				subresource: "log",
			}).allowed,
			true,
		);
	});

	test("masters may do anything and everyone may ask who they are", () => {
		assert.equal(
			ask(user("admin", "system:masters"), "frobnicate").allowed,
			true,
		);
		assert.equal(
			authorizer.authorize(ana, {
				verb: "create",
				group: "authorization.k8s.io",
				resource: "selfsubjectaccessreviews",
			}).allowed,
			true,
		);
		assert.equal(
			authorizer.authorize(ana, { verb: "get", path: "/openapi/v3" }).allowed,
			true,
		);
	});

	test("resource names, wildcards and every-subresource rules", () => {
		const one = createAuthorizer(
			sourceOf([
				role("r", [
					{
						apiGroups: [""],
						resources: ["configmaps"],
						resourceNames: ["a"],
						verbs: ["get"],
					},
					{ apiGroups: ["apps"], resources: ["*/scale"], verbs: ["update"] },
					{ nonResourceURLs: ["/logs/*"], verbs: ["get"] },
				]),
				binding("b", { kind: "ClusterRole", name: "r" }, [
					{ kind: "User", name: "u" },
				]),
			]),
		);
		const may = (attributes: Attributes) =>
			one.authorize(user("u"), attributes).allowed;
		assert.equal(
			may({ verb: "get", group: "", resource: "configmaps", name: "a" }),
			true,
		);
		assert.equal(
			may({ verb: "get", group: "", resource: "configmaps" }),
			false,
		);
		assert.equal(
			may({
				verb: "update",
				group: "apps",
				resource: "deployments",
				subresource: "scale",
			}),
			true,
		);
		assert.equal(
			may({ verb: "update", group: "apps", resource: "deployments" }),
			false,
		);
		assert.equal(may({ verb: "get", path: "/logs/x" }), true);
		assert.equal(may({ verb: "get", path: "/logs" }), false);
	});

	test("a change is seen at the next question", () => {
		const objects = [role("r", [reader])];
		const growing = createAuthorizer(sourceOf(objects));
		const question = { verb: "get", group: "", resource: "pods" };
		assert.equal(growing.authorize(user("u"), question).allowed, false);
		objects.push(
			binding("b", { kind: "ClusterRole", name: "r" }, [
				{ kind: "User", name: "u" },
			]),
		);
		assert.equal(growing.authorize(user("u"), question).allowed, true);
	});
});

describe("the rules of a user", () => {
	test("list what the recording lists for ana", () => {
		const { resourceRules, nonResourceRules } = authorizer.rulesFor(
			ana,
			"shop",
		);
		assert.deepEqual(
			resourceRules.map((rule) => rule.resources?.join()).sort(),
			[
				"pods,pods/log",
				"selfsubjectaccessreviews,selfsubjectrulesreviews",
				"selfsubjectreviews",
			],
		);
		assert.ok(
			nonResourceRules.some((rule) =>
				rule.nonResourceURLs?.includes("/healthz"),
			),
		);
	});
});

describe("a grant", () => {
	test("of rights not held is found, part by part", () => {
		const missing = authorizer.uncovered(
			ana,
			[
				{
					apiGroups: [""],
					resources: ["pods", "secrets"],
					verbs: ["get", "delete"],
				},
			],
			"shop",
		);
		assert.equal(
			escalationMessage(ana, missing),
			'user "ana@example.com" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
				'{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}\n' +
				'{APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete"]}',
		);
	});

	test("of rights held is allowed, and a wildcard needs a wildcard", () => {
		assert.deepEqual(authorizer.uncovered(ana, [reader], "shop"), []);
		assert.equal(
			authorizer.uncovered(ana, [{ ...reader, verbs: ["*"] }], "shop").length,
			2,
		);
		const master = user("admin", "system:masters");
		assert.deepEqual(
			authorizer.uncovered(master, [{ ...reader, verbs: ["*"] }]),
			[],
		);
	});

	test("without a name is not covered by a right limited to names", () => {
		const limited = createAuthorizer(
			sourceOf([
				role("r", [{ ...reader, resourceNames: ["a"] }]),
				binding("b", { kind: "ClusterRole", name: "r" }, [
					{ kind: "User", name: "u" },
				]),
			]),
		);
		assert.equal(limited.uncovered(user("u"), [reader]).length, 6);
		assert.deepEqual(
			limited.uncovered(user("u"), [{ ...reader, resourceNames: ["a"] }]),
			[],
		);
	});

	test("covered means every single question of it is allowed", () => {
		const word = fc.constantFrom("a", "b", "*");
		const anyRule = fc.record({
			verbs: fc.array(word, { minLength: 1, maxLength: 2 }),
			apiGroups: fc.array(word, { minLength: 1, maxLength: 2 }),
			resources: fc.array(word, { minLength: 1, maxLength: 2 }),
		});
		fc.assert(
			fc.property(
				fc.array(anyRule, { maxLength: 3 }),
				anyRule,
				(owned, asked) => {
					const one = createAuthorizer(
						sourceOf([
							role("r", owned),
							binding("b", { kind: "ClusterRole", name: "r" }, [
								{ kind: "User", name: "u" },
							]),
						]),
					);
					if (one.uncovered(user("u"), [asked]).length > 0) return;
					for (const verb of asked.verbs)
						for (const group of asked.apiGroups)
							for (const resource of asked.resources)
								assert.ok(
									one.authorize(user("u"), { verb, group, resource }).allowed,
								);
				},
			),
		);
	});
});

describe("the default roles", () => {
	test("aggregate to what a real server had, less the recorder's own", () => {
		const recorded: { clusterRoles: Record<string, PolicyRule[]> } = JSON.parse(
			readFileSync(
				new URL("../../testdata/aggregated-roles.json", import.meta.url),
				"utf8",
			),
		);
		const roles = bootstrapRbacObjects().filter(
			({ kind }) => kind === "ClusterRole",
		);
		for (const [name, rules] of Object.entries(recorded.clusterRoles)) {
			const found = roles.find(({ metadata }) => metadata.name === name);
			assert.deepEqual(
				found?.rules,
				rules.filter((rule) => !rule.resources?.includes("widgets")),
				name,
			);
		}
	});

	test("take in a labelled role and leave out the rest", () => {
		const roles = bootstrapRbacObjects().filter(
			({ kind }) => kind === "ClusterRole",
		);
		const view = roles.find(({ metadata }) => metadata.name === "view");
		assert.ok(view);
		const widgets = role("widgets", [
			{ apiGroups: ["example.com"], resources: ["widgets"], verbs: ["get"] },
		]);
		widgets.metadata.labels = {
			"rbac.authorization.k8s.io/aggregate-to-view": "true",
		};
		const before = aggregateRules(view, roles)?.length ?? 0;
		assert.equal(aggregateRules(view, [...roles, widgets])?.length, before + 1);
		assert.equal(aggregateRules(widgets, roles), undefined);
	});

	test("are a fresh copy at each call", () => {
		assert.notEqual(bootstrapRbacObjects()[0], bootstrapRbacObjects()[0]);
		assert.equal(bootstrapRbacObjects().length, 125);
	});
});
