import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { executorConformance } from "@quarterdeck/plugin-sdk/conformance";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

describe("the kubectl plugin conforms", { concurrency: 2 }, () => {
	const checks = executorConformance({
		start: { file: process.execPath, args: [main] },
		sampleCommand: {
			command: "kubectl options",
			kubeconfig: "apiVersion: v1\nkind: Config\n",
		},
	});
	for (const { name, run } of checks) test(name, run);
});
