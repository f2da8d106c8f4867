import {
	type ExecuteStreamContext,
	type ExecuteStreamResult,
	type ExecutorRequest,
	kubeconfigMissingText,
	requestWords,
	type StreamingExecutorDefinition,
} from "@quarterdeck/plugin-sdk";
import manifest from "../package.json" with { type: "json" };
import { helpText } from "./help-text.ts";
import { readKubectlCommand } from "./kubectl-command.ts";
import type { RunKubectl } from "./run-kubectl.ts";

const kubectlVersion = "v1.28.1";
const platforms = [
	"darwin/amd64",
	"darwin/arm64",
	"linux/amd64",
	"linux/arm64",
	"linux/ppc64le",
	"linux/s390x",
];

/** The executor that answers `kubectl …` with what the real kubectl says (docs/architecture/botkube-compatibility.md#kubectl-executor). */
export function createKubectlExecutor(dependencies: {
	readonly runKubectl: RunKubectl;
}): StreamingExecutorDefinition {
	return {
		name: "kubectl",
		takesInput: true,
		version: `v${manifest.version}`,
		description:
			"Run the Kubectl CLI commands directly from your favorite communication platform.",
		documentationUrl: "https://docs.botkube.io/configuration/executor/kubectl",
		help: { type: "baseBodyWithFilter", baseBody: { codeBlock: helpText } },
		dependencies: { kubectl: downloads() },
		jsonSchema: async () => (await loadConfigSchema()).kubectlJsonSchema(),
		executeStream: (request, context) =>
			answer(request, context, dependencies.runKubectl),
	};
}

/** The schemas are loaded apart: they would be half of the plugin's start. */
export function loadConfigSchema() {
	return import("./kubectl-config.schema.ts");
}

function downloads(): Record<string, string> {
	return Object.fromEntries(
		platforms.map((platform) => [
			platform,
			`https://dl.k8s.io/release/${kubectlVersion}/bin/${platform}/kubectl`,
		]),
	);
}

async function answer(
	request: ExecutorRequest,
	context: ExecuteStreamContext,
	runKubectl: RunKubectl,
): Promise<ExecuteStreamResult> {
	if (request.kubeconfig.length === 0)
		throw new Error(kubeconfigMissingText("kubectl"));
	const { readKubectlConfig } = await loadConfigSchema();
	const { defaultNamespace } = readKubectlConfig(request.configs);
	const command = readKubectlCommand(requestWords(request), {
		defaultNamespace,
		hasInput: request.input !== undefined,
	});
	switch (command.kind) {
		case "refuse":
			throw new Error(command.reason);
		case "answer":
			await context.stdout(new TextEncoder().encode(endLine(command.text)));
			return { exitCode: 0 };
		case "run":
			return runKubectl(command.args, request, context);
	}
}

function endLine(text: string): string {
	return text.endsWith("\n") ? text : `${text}\n`;
}
