import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { agentManifest, peopleManifest } from "./cluster-manifest.ts";

test("an address cannot add rights of its own to the manifest", () => {
	const hostile = 'a"}]\nkind: Evil\n---\nsubjects: [{name: "x@example.com';
	const documents = parseAllDocuments(peopleManifest(hostile)).map((one) =>
		one.toJS(),
	);
	assert.equal(documents.length, 2);
	assert.equal(documents[1].subjects[0].name, hostile);
	assert.equal(documents[1].kind, "ClusterRoleBinding");
});

test("people get the cluster's own roles and nothing that is theirs alone to give", () => {
	const roles = parseAllDocuments(peopleManifest("ana@example.com")).map(
		(one) => one.toJS().roleRef.name,
	);
	assert.deepEqual(roles, ["view", "edit"]);
});

/** The rules of the agent's role. */
function rules(users: string[], groups: string[]) {
	return parseAllDocuments(agentManifest({ users, groups }))
		.map((one) => one.toJS())
		.find(({ kind }) => kind === "ClusterRole").rules;
}

const itself = {
	apiGroups: [""],
	resources: ["namespaces"],
	resourceNames: ["kube-system"],
	verbs: ["get"],
};

test("the agent may impersonate the names of the configuration and otherwise only learn which cluster it is in", () => {
	assert.deepEqual(rules(["ada", 'x"}]'], ["readers"]), [
		{
			apiGroups: [""],
			resources: ["users"],
			verbs: ["impersonate"],
			resourceNames: ["ada", 'x"}]'],
		},
		{
			apiGroups: [""],
			resources: ["groups"],
			verbs: ["impersonate"],
			resourceNames: ["readers"],
		},
		itself,
	]);
	assert.deepEqual(rules([], []), [itself]);
});

test("a name that depends on who speaks opens its kind alone, because Kubernetes has no patterns", () => {
	assert.deepEqual(rules(["*@*", "ada"], ["readers"])[0], {
		apiGroups: [""],
		resources: ["users"],
		verbs: ["impersonate"],
	});
});
