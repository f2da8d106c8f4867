#!/usr/bin/env node
import {
	executor,
	kubeconfigMissingText,
	requestWords,
} from "@quarterdeck/plugin-sdk";
import manifest from "../package.json" with { type: "json" };
import { readHelmCommand } from "./helm-command.ts";
import { helmConfigSchema } from "./helm-config.schema.ts";
import { helpText } from "./help-text.ts";
import { runHelm } from "./run-helm.ts";

const helmVersion = "v3.18.6";
const platforms = [
	"darwin/amd64",
	"darwin/arm64",
	"linux/amd64",
	"linux/arm64",
];

await executor({
	name: "helm",
	version: `v${manifest.version}`,
	description:
		"Run the Helm CLI commands directly from your favorite communication platform.",
	documentationUrl: "https://docs.botkube.io/configuration/executor/helm",
	help: { type: "baseBodyWithFilter", baseBody: { codeBlock: helpText } },
	config: helmConfigSchema,
	dependencies: {
		helm: Object.fromEntries(
			platforms.map((platform) => {
				const name = platform.replace("/", "-");
				const archive = `https://get.helm.sh/helm-${helmVersion}-${name}.tar.gz`;
				return [platform, `${archive}//${name}`];
			}),
		),
	},
	async executeStream(request, context) {
		const command = readHelmCommand(requestWords(request), context.config);
		if (command.kind === "refuse") throw new Error(command.reason);
		if (!command.isLocal && request.kubeconfig.length === 0)
			throw new Error(kubeconfigMissingText("helm"));
		return runHelm(command.args, request, context);
	},
});
