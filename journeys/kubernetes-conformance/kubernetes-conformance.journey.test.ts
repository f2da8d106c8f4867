import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readEnvironment } from "@quarterdeck/runtime";
import { startSimkube } from "@quarterdeck/simkube";
import { tellConformanceStory } from "./conformance-story.ts";
import { createTestedKubectl } from "./tested-kubectl.ts";

const someCluster = readEnvironment().QD_TEST_KUBECONFIG;

function storyName(): string {
	return `qd-conformance-${randomBytes(3).toString("hex")}`;
}

test("simkube does what a Kubernetes API server does", async (t) => {
	await using simkube = await startSimkube();
	const kubectl = await createTestedKubectl(t, simkube.kubeconfig());
	await tellConformanceStory(t, kubectl, storyName());
});

test("a real cluster does what a Kubernetes API server does", {
	skip: someCluster
		? false
		: "QD_TEST_KUBECONFIG names no cluster to hold beside simkube",
}, async (t) => {
	const kubeconfig = readFileSync(someCluster as string, "utf8");
	const kubectl = await createTestedKubectl(t, kubeconfig);
	await tellConformanceStory(t, kubectl, storyName());
});
