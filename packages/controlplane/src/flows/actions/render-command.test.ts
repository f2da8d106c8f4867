import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { renderCommand } from "./render-command.ts";

const template =
	'kubectl describe {{ .Event.Kind | lower }} {{ .Event.Name }} -n {{ .Event.Namespace }} --filter "{{ .Event.Reason }}"';
const event = {
	Kind: "Pod",
	Name: "web-7d9",
	Namespace: "shop",
	Reason: "Back-off: <50%> done",
};

describe("the command of an action", () => {
	test("is text: nothing is escaped, and values stand in it as they are", () => {
		assert.deepEqual(renderCommand(template, event, []), {
			kind: "made",
			text: 'kubectl describe pod web-7d9 -n shop --filter "Back-off: <50%> done"',
		});
	});
	test("decides by the event's values", () => {
		const text =
			'kubectl get {{ if eq .Event.Kind "Pod" }}pods{{ else }}all{{ end }}';
		assert.deepEqual(renderCommand(text, event, []), {
			kind: "made",
			text: "kubectl get pods",
		});
	});
	for (const [what, changes] of Object.entries({
		"a word": { Name: "web --all" },
		"a flag": { Name: "--all" },
		"a flag of ours": { Name: "--all-clusters" },
		"the value of a flag": { Name: "--cluster=other" },
		"another cluster behind a quote": { Reason: 'x" --cluster "other' },
		"a quote that people write": { Reason: "x” delete “pod" },
		"an escape": { Reason: "x\\" },
		"a line": { Name: "web\ndelete" },
		"nothing in a place where a word is": { Name: "" },
	}))
		test(`is refused when a value brings ${what}`, () => {
			const rendered = renderCommand(template, { ...event, ...changes }, []);
			// An empty value is a shape of its own: the same with harmless values.
			if (what.startsWith("nothing"))
				assert.deepEqual(rendered, {
					kind: "made",
					text: 'kubectl describe pod  -n shop --filter "Back-off: <50%> done"',
				});
			else assert.equal(rendered.kind, "failed");
		});
	test("takes a value that begins with a dash nowhere as a word", () => {
		assert.equal(
			renderCommand("kubectl get pods {{ .Event.Name }}", { Name: "-A" }, [])
				.kind,
			"failed",
		);
	});
	for (const [what, text] of Object.entries({
		"that renders to nothing":
			"{{ if .Event.Absent }}kubectl get pods{{ end }}",
		"that is none": "kubectl get {{ .Event.Name",
		"that is too large": `kubectl get {{ repeat 9000 "x" }}`,
		"that refuses": '{{ fail "no" }}',
	}))
		test(`a template ${what} says so`, () => {
			const rendered = renderCommand(text, event, []);
			assert.equal(rendered.kind, "failed");
			assert.ok(rendered.kind === "failed" && rendered.reason !== "");
		});
});
