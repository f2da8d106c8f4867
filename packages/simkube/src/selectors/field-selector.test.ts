import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { KubeObject } from "../kube-object.ts";
import {
	customFieldLabels,
	fieldLabelsFor,
	parseFieldSelector,
} from "./index.ts";

const pod: KubeObject = {
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name: "cart-1", namespace: "shop" },
	spec: { nodeName: "n1" },
	status: { phase: "Pending" },
};

const podMatches = (text: string) =>
	parseFieldSelector(text, fieldLabelsFor("v1", "Pod"))(pod);

describe("a field selector", () => {
	test("an unknown field is refused as the real server does", () => {
		assert.throws(() => podMatches("bogus=1"), {
			code: 400,
			message: "field label not supported: bogus",
		});
		assert.throws(
			() =>
				parseFieldSelector("bogus=1", fieldLabelsFor("apps/v1", "Deployment")),
			{
				message:
					'"bogus" is not a known field selector: only "metadata.name", "metadata.namespace"',
			},
		);
	});

	test("a term without an operator and a bad escape are refused", () => {
		assert.throws(() => podMatches("metadata.name"), {
			message:
				"invalid selector: 'metadata.name'; can't understand 'metadata.name'",
		});
		assert.throws(() => podMatches("metadata.name=a\\b"), {
			message: "invalid field selector: invalid escape sequence: \\b",
		});
		assert.throws(() => podMatches("metadata.name=a=b"), /unescaped character/);
	});

	test("equality, inequality and several terms", () => {
		assert.equal(podMatches(""), true);
		assert.equal(podMatches("status.phase=Pending"), true);
		assert.equal(podMatches("status.phase==Running"), false);
		assert.equal(podMatches("status.phase!=Running,spec.nodeName=n1"), true);
	});

	test("a missing boolean is selected as false", () => {
		assert.equal(podMatches("spec.hostNetwork=false"), true);
		const node = { apiVersion: "v1", kind: "Node", metadata: { name: "n" } };
		const labels = fieldLabelsFor("v1", "Node");
		assert.equal(
			parseFieldSelector("spec.unschedulable=false", labels)(node),
			true,
		);
		assert.throws(() => parseFieldSelector("metadata.namespace=a", labels));
	});

	test("an event is selected by what it is about", () => {
		const event: KubeObject = {
			apiVersion: "v1",
			kind: "Event",
			metadata: { name: "e", namespace: "shop" },
			involvedObject: { kind: "Pod", name: "cart-1" },
			source: { component: "kubelet" },
			type: "Warning",
		};
		const labels = fieldLabelsFor("v1", "Event");
		const matches = (text: string) => parseFieldSelector(text, labels)(event);
		assert.equal(
			matches("involvedObject.name=cart-1,type=Warning,source=kubelet"),
			true,
		);
		assert.equal(matches("involvedObject.uid=x"), false);
	});

	test("a custom kind is selected by its declared fields", () => {
		const labels = customFieldLabels([".spec.color"]);
		const widget = { ...pod, spec: { color: "red" } };
		assert.equal(parseFieldSelector("spec.color=red", labels)(widget), true);
		assert.throws(() => parseFieldSelector("spec.size=1", labels), {
			message: "field label not supported: spec.size",
		});
	});
});
