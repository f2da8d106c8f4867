import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sourceConformance } from "@quarterdeck/plugin-sdk/conformance";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

describe("the prometheus plugin conforms", { concurrency: 2 }, () => {
	const checks = sourceConformance({
		start: { file: process.execPath, args: [main] },
		config: "url: http://127.0.0.1:1\n",
		payload: JSON.stringify({
			version: "4",
			groupKey: "{}",
			status: "resolved",
			alerts: [{ status: "resolved", labels: { alertname: "Down" } }],
		}),
	});
	for (const { name, run } of checks) test(name, run);
});
