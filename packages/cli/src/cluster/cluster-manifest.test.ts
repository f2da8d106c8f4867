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

test("the agent may impersonate and otherwise only learn which cluster it is in", () => {
	const role = parseAllDocuments(agentManifest)
		.map((one) => one.toJS())
		.find(({ kind }) => kind === "ClusterRole");
	assert.deepEqual(role.rules, [
		{ apiGroups: [""], resources: ["users", "groups"], verbs: ["impersonate"] },
		{
			apiGroups: [""],
			resources: ["namespaces"],
			resourceNames: ["kube-system"],
			verbs: ["get"],
		},
	]);
});
