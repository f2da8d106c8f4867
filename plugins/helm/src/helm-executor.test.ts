import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { executorConformance } from "@quarterdeck/plugin-sdk/conformance";
import {
	type PluginProcess,
	startPluginProcess,
} from "@quarterdeck/plugin-sdk/host";
import { tempDir } from "@quarterdeck/testkit";
import { findRealHelm } from "./real-helm.fixture.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const fake = fileURLToPath(new URL("testdata/fake-helm.sh", import.meta.url));
const start = { file: process.execPath, args: [main] };
const helm = findRealHelm();
const skip = helm === undefined && "helm is not on this machine";

describe("the helm plugin with the real helm conforms", {
	concurrency: 2,
	skip,
}, () => {
	for (const { name, run } of executorConformance({
		start: { ...start, env: { QD_HELM: helm ?? "" } },
		sampleCommand: { command: "helm version --short" },
	}))
		test(name, run);
});

async function started(t: TestContext, env: Record<string, string>) {
	const socketDir = join(tempDir(t), "s");
	mkdirSync(socketDir);
	const plugin = await startPluginProcess({
		...start,
		env,
		cwd: "/",
		socketDir,
		startTimeoutMs: 60_000,
		log: () => {},
	});
	t.after(() => plugin.stop());
	return plugin;
}

async function run(
	plugin: PluginProcess,
	command: string,
	options: {
		configs?: string[];
		kubeconfig?: string;
		signal?: AbortSignal;
		onText?: (text: string) => void;
	} = {},
) {
	let stdout = "";
	let stderr = "";
	const { configs = [], kubeconfig = "loan", signal, onText } = options;
	const { exitCode } = await plugin.execute(
		{ command, configs, kubeconfig },
		{
			deadlineMs: 30_000,
			...(signal ? { signal } : {}),
			onStdout: (chunk) => {
				stdout += Buffer.from(chunk);
				onText?.(stdout);
			},
			onStderr: (chunk) => {
				stderr += Buffer.from(chunk);
			},
		},
	);
	return { stdout, stderr, exitCode };
}

test("helm gets the words, the loan, empty folders of its own and no more", async (t) => {
	const plugin = await started(t, { QD_HELM: fake, HTTPS_PROXY: "http://x" });
	const { stdout, stderr, exitCode } = await run(
		plugin,
		"helm status 'web' -o json",
		{
			configs: [
				"defaultNamespace: shop",
				"helmDriver: configmap\nhelmCacheDir: /tmp/helm",
			],
		},
	);
	const said = (heading: string) =>
		stdout
			.split("\n")
			.filter((line) => line.startsWith(`${heading} `))
			.map((line) => line.slice(heading.length + 1));
	assert.deepEqual(said("arg"), ["status", "-n", "shop", "web", "-o", "json"]);
	assert.deepEqual([stderr, exitCode], ["oops\n", 4]);
	assert.deepEqual(said("config"), ["loan"]);
	assert.deepEqual(said("files"), [""]);
	const env = new Map(
		said("env").map((line) => line.split("=", 2) as [string, string]),
	);
	assert.equal(env.get("HELM_DRIVER"), "configmap");
	const home = env.get("HOME") ?? "";
	for (const name of ["CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "PLUGINS"])
		assert.ok(env.get(`HELM_${name}`)?.startsWith(`${home}/`), name);
	for (const name of ["HTTPS_PROXY", "QD_HELM"]) assert.ok(!env.has(name));
});

test("output comes while helm runs, and a cancelled helm ends", async (t) => {
	const plugin = await started(t, { QD_HELM: fake });
	const cancel = new AbortController();
	await assert.rejects(
		run(plugin, "helm test web", {
			signal: cancel.signal,
			onText: () => cancel.abort(),
		}),
		/cancelled/i,
	);
});

test("what is not allowed starts nothing; what is missing is named", async (t) => {
	const plugin = await started(t, { QD_HELM: fake });
	await assert.rejects(
		run(plugin, "helm list '--kube-as-user=root'"),
		/The "kube-as-user" flag is not supported/,
	);
	await assert.rejects(
		run(plugin, "helm list", { kubeconfig: "" }),
		/The kubeconfig data is missing/,
	);
	await assert.rejects(
		run(plugin, "helm list", { configs: ["helmDriver: sql"] }),
		/configuration of helm is not valid:\n- helmDriver/,
	);
	const without = await started(t, {});
	await assert.rejects(
		run(without, "helm list"),
		/helm program was not found.*--helm or QD_HELM/,
	);
});

test("metadata names helm as a dependency for each platform", async (t) => {
	const { dependencies } = await (await started(t, {})).metadata();
	assert.match(
		dependencies.helm?.["linux/amd64"] ?? "",
		/^https:\/\/get\.helm\.sh\/helm-v3[\d.]+-linux-amd64\.tar\.gz\/\/linux-amd64$/,
	);
});
