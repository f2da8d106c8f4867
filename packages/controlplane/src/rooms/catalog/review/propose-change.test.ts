import assert from "node:assert/strict";
import { test } from "node:test";
import { checkConfiguration } from "@quarterdeck/contract/configuration";
import { widensUnderReview } from "./propose-change.ts";

const file = (group: string, more = "") => `executors:
  read: {botkube/kubectl: {enabled: true, context: {rbac: {group: {type: Static, static: {values: [${group}]}}}}}}
communications: {g: {console: {channels: {o: {name: ops, bindings: {executors: [read]}}}}}}
settings: {review: configuration}
${more}`;

function widens(yaml: string): readonly string[] {
	const { configuration } = checkConfiguration(yaml);
	assert.ok(configuration);
	return widensUnderReview(file("readers"), { configuration, yaml });
}

test("a name that is hidden from the second member, because its author wrote it as a secret too, is told to be hidden", () => {
	assert.deepEqual(widens(file("admins")), [
		"in #ops, botkube/kubectl runs as the group admins",
	]);
	const header =
		"plugins: {repositories: {r: {url: https://r.example, headers: {a: admins}}}}\n";
	const [sentence = ""] = widens(file("admins", header));
	assert.doesNotMatch(sentence, /admins/);
	assert.match(sentence, /a part is hidden.*do not approve/);
});
