import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createApiClient } from "./api-client.fixture.ts";
import type { Simkube } from "./simkube.ts";
import { startSimkube } from "./start-simkube.ts";

const pods = "/api/v1/namespaces/default/pods";
const rbac = "rbac.authorization.k8s.io";

/** `ana` may impersonate bob, the group ch-1 and nobody else; `ch-1` may read Pods. */
function allow(simkube: Simkube): void {
	const role = (name: string, rules: object[]) =>
		simkube.objects.apply({
			apiVersion: `${rbac}/v1`,
			kind: "ClusterRole",
			metadata: { name },
			rules,
		});
	const bind = (name: string, kind: string, subject: string) =>
		simkube.objects.apply({
			apiVersion: `${rbac}/v1`,
			kind: "ClusterRoleBinding",
			metadata: { name },
			roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
			subjects: [{ kind, name: subject, apiGroup: rbac }],
		});
	role("actor", [
		{
			apiGroups: [""],
			resources: ["users"],
			verbs: ["impersonate"],
			resourceNames: ["bob"],
		},
		{
			apiGroups: [""],
			resources: ["groups"],
			verbs: ["impersonate"],
			resourceNames: ["ch-1"],
		},
		{
			apiGroups: [rbac],
			resources: ["roles", "rolebindings"],
			verbs: ["create", "update", "patch"],
		},
	]);
	role("reader", [
		{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
	]);
	bind("actor", "User", "ana");
	bind("reader", "Group", "ch-1");
}

async function startWithAna(): Promise<Simkube> {
	const simkube = await startSimkube({
		tokens: [{ token: "ana-token", username: "ana", groups: ["staff"] }],
	});
	allow(simkube);
	return simkube;
}

describe("who speaks", () => {
	test("without a token is anonymous, with a wrong one nobody", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const anonymous = await api.call(pods, { token: "" });
		assert.equal(anonymous.code, 403);
		assert.equal(
			anonymous.body.message,
			'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
		);
		assert.equal((await api.call("/healthz", { token: "" })).code, 200);
		const wrong = await api.call(pods, { token: "wrong" });
		assert.equal(wrong.code, 401);
		assert.equal(wrong.body.message, "Unauthorized");
	});

	test("by a service account's token is that account, until the token or the account ends", async () => {
		let now = Date.parse("2026-01-01T00:00:00Z");
		await using simkube = await startSimkube({ clock: () => now });
		const api = createApiClient(simkube);
		const mint = await api.call(
			"/api/v1/namespaces/default/serviceaccounts/default/token",
			{ method: "POST", body: { spec: { expirationSeconds: 600 } } },
		);
		assert.equal(mint.code, 201);
		const { token } = mint.body.status;
		assert.equal(mint.body.status.expirationTimestamp, "2026-01-01T00:10:00Z");
		const review = await api.call(
			"/apis/authentication.k8s.io/v1/tokenreviews",
			{
				method: "POST",
				body: { spec: { token } },
			},
		);
		assert.equal(review.body.status.authenticated, true);
		assert.equal(
			review.body.status.user.username,
			"system:serviceaccount:default:default",
		);
		assert.equal((await api.call(pods, { token })).code, 403);
		const forged = `${token.slice(0, -4)}AAAA`;
		assert.equal((await api.call(pods, { token: forged })).code, 401);
		now += 601_000;
		assert.equal((await api.call(pods, { token })).code, 401);
		now -= 601_000;
		simkube.objects.remove("v1", "ServiceAccount", "default", "default");
		assert.equal((await api.call(pods, { token })).code, 401);
	});

	test("a token for less than ten minutes is refused", async () => {
		await using simkube = await startSimkube();
		const answer = await createApiClient(simkube).call(
			"/api/v1/namespaces/default/serviceaccounts/default/token",
			{ method: "POST", body: { spec: { expirationSeconds: 300 } } },
		);
		assert.equal(answer.code, 422);
		assert.match(
			answer.body.message,
			/may not specify a duration less than 10 minutes/,
		);
	});
});

describe("to act as another", () => {
	test("is allowed for each name one may impersonate, and the record shows both", async () => {
		await using simkube = await startWithAna();
		const api = createApiClient(simkube);
		const answer = await api.call(pods, {
			token: "ana-token",
			headers: { "impersonate-user": "bob", "impersonate-group": ["ch-1"] },
		});
		assert.equal(answer.code, 200);
		const [record] = simkube.requests.matching(pods);
		assert.equal(record?.user, "bob");
		assert.equal(record?.realUser, "ana");
		assert.deepEqual(record?.groups, ["ch-1", "system:authenticated"]);
		assert.equal(record?.code, 200);
	});

	test("is refused for any name one may not, whatever the others", async () => {
		await using simkube = await startWithAna();
		const api = createApiClient(simkube);
		const as = (headers: Record<string, string | string[]>) =>
			api.call(pods, { token: "ana-token", headers });
		const group = await as({
			"impersonate-user": "bob",
			"impersonate-group": ["ch-1", "system:masters"],
		});
		assert.equal(group.code, 403);
		assert.equal(
			group.body.message,
			'groups "system:masters" is forbidden: User "ana" cannot impersonate resource "groups" in API group "" at the cluster scope',
		);
		assert.equal((await as({ "impersonate-user": "carl" })).code, 403);
		const extra = await as({
			"impersonate-user": "bob",
			"impersonate-extra-scopes": "all",
		});
		assert.match(
			extra.body.message,
			/cannot impersonate resource "userextras\/scopes"/,
		);
		const uid = await as({ "impersonate-user": "bob", "impersonate-uid": "1" });
		assert.match(uid.body.message, /cannot impersonate resource "uids"/);
		const nobody = await as({ "impersonate-group": "ch-1" });
		assert.equal(nobody.code, 500);
		assert.match(nobody.body.message, /without impersonating a user/);
	});

	test("a service account has its groups", async () => {
		await using simkube = await startSimkube();
		const answer = await createApiClient(simkube).call(
			"/apis/authentication.k8s.io/v1/selfsubjectreviews",
			{
				method: "POST",
				body: {},
				headers: { "impersonate-user": "system:serviceaccount:shop:robot" },
			},
		);
		assert.deepEqual(answer.body.status.userInfo.groups, [
			"system:serviceaccounts",
			"system:serviceaccounts:shop",
			"system:authenticated",
		]);
	});
});

describe("nobody gives what they do not have", () => {
	const roles = `/apis/${rbac}/v1/namespaces/default/roles`;
	const bindings = `/apis/${rbac}/v1/namespaces/default/rolebindings`;

	test("a role with more than its writer holds is refused in full words", async () => {
		await using simkube = await startWithAna();
		const answer = await createApiClient(simkube).call(roles, {
			method: "POST",
			token: "ana-token",
			body: {
				metadata: { name: "much" },
				rules: [
					{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] },
				],
			},
		});
		assert.equal(answer.code, 403);
		assert.equal(
			answer.body.message,
			'roles.rbac.authorization.k8s.io "much" is forbidden: user "ana" (groups=["staff" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
		);
	});

	test("a binding to a stronger role is refused, unless its writer may bind it", async () => {
		await using simkube = await startWithAna();
		const api = createApiClient(simkube);
		const bind = (name: string) =>
			api.call(bindings, {
				method: "POST",
				token: "ana-token",
				body: {
					metadata: { name },
					roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "admin" },
					subjects: [{ kind: "User", name: "ana", apiGroup: rbac }],
				},
			});
		assert.equal((await bind("one")).code, 403);
		const actor = simkube.objects.get(`${rbac}/v1`, "ClusterRole", "actor");
		assert.ok(actor);
		simkube.objects.apply({
			...actor,
			rules: [
				...actor.rules,
				{
					apiGroups: [rbac],
					resources: ["clusterroles"],
					verbs: ["bind"],
					resourceNames: ["admin"],
				},
			],
		});
		assert.equal((await bind("two")).code, 201);
	});
});

test("an access review answers for the asker, for others and for paths", async () => {
	await using simkube = await startWithAna();
	const api = createApiClient(simkube);
	const review = (kind: string, spec: object, token?: string) =>
		api.call(`/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`, {
			method: "POST",
			body: { kind, apiVersion: "authorization.k8s.io/v1", spec },
			token,
		});
	const resourceAttributes = {
		verb: "list",
		resource: "pods",
		namespace: "default",
	};
	const self = await review(
		"SelfSubjectAccessReview",
		{ resourceAttributes },
		"ana-token",
	);
	assert.equal(self.body.status.allowed, false);
	const other = await review("SubjectAccessReview", {
		user: "x",
		groups: ["ch-1"],
		resourceAttributes,
	});
	assert.equal(other.body.status.allowed, true);
	assert.equal(
		other.body.status.reason,
		'RBAC: allowed by ClusterRoleBinding "reader" of ClusterRole "reader" to Group "ch-1"',
	);
	const path = await review("SubjectAccessReview", {
		user: "x",
		nonResourceAttributes: { verb: "get", path: "/metrics" },
	});
	assert.equal(path.body.status.allowed, false);
	const both = await review("SelfSubjectAccessReview", {});
	assert.equal(both.code, 422);
});

test("faults strike as often as they were told to", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	simkube.faults.add({ path: pods, times: 1, status: { code: 503 } });
	assert.equal((await api.call(pods)).code, 503);
	assert.equal((await api.call(pods)).code, 200);
	const end = simkube.faults.add({ path: pods, drop: true });
	await assert.rejects(api.call(pods));
	end();
	assert.equal((await api.call(pods)).code, 200);
});

test("who may view may also ask how much is used, where metrics are served", async (t) => {
	const simkube = await startSimkube({
		metrics: true,
		tokens: [{ token: "viewer", username: "eve", groups: [] }],
	});
	t.after(() => simkube.stop());
	simkube.objects.apply({
		apiVersion: `${rbac}/v1`,
		kind: "ClusterRoleBinding",
		metadata: { name: "viewer" },
		roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "view" },
		subjects: [{ kind: "User", name: "eve", apiGroup: rbac }],
	});
	const answer = await createApiClient(simkube).call(
		"/apis/metrics.k8s.io/v1beta1/namespaces/default/pods",
		{ token: "viewer" },
	);
	assert.equal(answer.code, 200);
});
