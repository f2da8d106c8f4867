import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
	copyFile,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
	PluginFailure,
	type PluginLogLine,
	type PluginProcess,
	startPluginProcess,
} from "@quarterdeck/plugin-sdk/host";
import { findRealKubectl } from "./real-kubectl.fixture.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const fake = fileURLToPath(
	new URL("testdata/fake-kubectl.sh", import.meta.url),
);
const kubeconfig = "apiVersion: v1\nkind: Config\n";

let directory: string;
let plugin: PluginProcess;
const lines: PluginLogLine[] = [];

async function start(
	env: Record<string, string>,
	name: string,
): Promise<PluginProcess> {
	const socketDir = join(directory, name);
	await mkdir(socketDir);
	return startPluginProcess({
		file: process.execPath,
		args: [main],
		env,
		cwd: "/",
		socketDir,
		startTimeoutMs: 60_000,
		log: (line) => lines.push(line),
	});
}

before(async () => {
	directory = await mkdtemp(join(tmpdir(), "qd-kubectl-"));
	const dependencies = join(directory, "deps");
	await mkdir(dependencies);
	await copyFile(fake, join(dependencies, "kubectl"));
	plugin = await start(
		{ PLUGIN_DEPENDENCY_DIR: dependencies, HTTPS_PROXY: "http://proxy" },
		"s",
	);
});

after(async () => {
	await plugin?.stop();
	await rm(directory, { recursive: true, force: true });
});

interface Ran {
	readonly stdout: string;
	readonly stderr: string;
	readonly exitCode: number;
	/** What the fake said under a heading. */
	said(heading: string): string[];
}

async function run(
	command: string,
	options: {
		configs?: string[];
		kubeconfig?: string;
		input?: Uint8Array;
		by?: PluginProcess;
	} = {},
): Promise<Ran> {
	let stdout = "";
	let stderr = "";
	const { exitCode, message } = await (options.by ?? plugin).execute(
		{ command, kubeconfig, ...options },
		{
			deadlineMs: 30_000,
			onStdout: (chunk) => {
				stdout += Buffer.from(chunk);
			},
			onStderr: (chunk) => {
				stderr += Buffer.from(chunk);
			},
		},
	);
	assert.equal(message, undefined);
	const said = (heading: string) =>
		stdout
			.split("\n")
			.filter((line) => line.startsWith(`${heading} `))
			.map((line) => line.slice(heading.length + 1));
	return { stdout, stderr, exitCode, said };
}

async function refusal(running: Promise<unknown>): Promise<string> {
	const error = await running.then(
		() => assert.fail("it should have been refused"),
		(thrown: unknown) => thrown,
	);
	assert.ok(error instanceof PluginFailure);
	assert.equal(error.reason, "refused");
	return error.message;
}

describe("the kubectl plugin", () => {
	test("says what it is", async () => {
		const metadata = await plugin.metadata();
		assert.equal(plugin.streaming, true);
		assert.match(metadata.version, /^v\d+\.\d+\.\d+$/);
		const schema = JSON.parse(metadata.jsonSchema.value);
		assert.equal(schema.properties.defaultNamespace.default, "default");
		assert.equal(schema.additionalProperties, false);
		assert.ok(metadata.dependencies.kubectl?.["linux/amd64"]);
		assert.match(JSON.stringify(await plugin.help()), /kubectl get pods/);
	});

	test("refuses without a kubeconfig in Botkube's words", async () => {
		assert.equal(
			await refusal(run("kubectl get pods", { kubeconfig: "" })),
			'The kubeconfig data is missing. Please make sure that you have specified a valid RBAC configuration for "kubectl" plugin. Learn more at https://docs.botkube.io/configuration/rbac.',
		);
	});

	test("refuses a blocked flag without starting anything", async () => {
		assert.equal(
			await refusal(run("kubectl get pods '--as=root'")),
			'The "as" flag is not supported by the Botkube kubectl plugin. Please remove it.',
		);
	});

	test("refuses what looks like a pipe, and an open quote", async () => {
		assert.match(
			await refusal(run("kubectl get pods | grep x")),
			/do not run in a shell, so \| is not supported/,
		);
		assert.match(await refusal(run("kubectl get 'pods")), /never closed/);
	});

	test("answers the bare word", async () => {
		const { stdout, exitCode } = await run("kubectl");
		assert.equal(stdout, "Please specify the kubectl command\n");
		assert.equal(exitCode, 0);
	});

	test("hands kubectl the words as they are, the namespace in front", async () => {
		const { said } = await run(`kubectl get pods -l 'a in (b, c)' "" \\$HOME`);
		assert.deepEqual(said("arg"), [
			"-n",
			"default",
			"get",
			"pods",
			"-l",
			"a in (b, c)",
			"",
			"$HOME",
		]);
	});

	test("takes the namespace of the last configuration that has one", async () => {
		const { said } = await run("kubectl get pods", {
			configs: [
				"defaultNamespace: a\nlog: {level: debug}",
				"defaultNamespace: b",
				"interactiveBuilder: {allowed: {namespaces: [b, c]}}",
			],
		});
		assert.deepEqual(said("arg").slice(0, 2), ["-n", "b"]);
	});

	test("names each key of a configuration that is wrong", async () => {
		const configs = ["defaultNamespace: -A\ncolour: red"];
		const text = await refusal(run("kubectl get pods", { configs }));
		assert.match(text, /defaultNamespace/);
		assert.match(text, /colour/);
		assert.match(
			await refusal(run("kubectl get pods", { configs: ["a: [1"] })),
			/configuration 1 of the plugin cannot be read/,
		);
		assert.match(
			await refusal(
				run("kubectl get pods", {
					configs: ["interactiveBuilder: {allowed: {namespaces: [x]}}"],
				}),
			),
			/the "default" namespace must be included under allowed namespaces property/,
		);
	});

	test("gives kubectl an environment of its own and nothing else", async () => {
		const { said } = await run("kubectl get pods");
		const names = said("env")
			.map((line) => line.split("=", 1)[0])
			.filter((name) => !["_", "PWD", "OLDPWD", "SHLVL"].includes(name ?? ""));
		assert.deepEqual(names, [
			"GOGC",
			"GOMEMLIMIT",
			"HOME",
			"KUBECACHEDIR",
			"KUBECONFIG",
			"LANG",
			"NO_COLOR",
			"PATH",
			"QUARTERDECK_PLUGIN_MARK",
			"TERM",
			"TMPDIR",
		]);
		const path = said("env").find((line) => line.startsWith("PATH=")) ?? "";
		assert.equal(existsSync(path.slice("PATH=".length)), false);
		assert.deepEqual(said("stdin"), ["0"]);
	});

	test("keeps the loan in a private file that is gone afterwards", async () => {
		const { said } = await run("kubectl get pods");
		assert.deepEqual(said("modes"), ["600 700 "]);
		assert.deepEqual(said("home"), ["kubeconfig "]);
		assert.deepEqual(said("config"), ["apiVersion: v1"]);
		assert.equal(existsSync(said("cwd")[0] ?? ""), false);
	});

	test("passes both outputs on byte by byte, and the exit code", async () => {
		const { stdout, stderr, exitCode } = await run("kubectl explain pods");
		assert.ok(stdout.endsWith("\n\u001b[31mred\u001b[0m\n"));
		assert.equal(stderr, "\u001b[1merror\u001b[m: no\n");
		assert.equal(exitCode, 7);
		const pieces = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
		await plugin.execute(
			{ command: "kubectl exec web -- cat a.bin", kubeconfig },
			{
				deadlineMs: 30_000,
				onStdout: (chunk) => void pieces.stdout.push(chunk),
				onStderr: (chunk) => void pieces.stderr.push(chunk),
			},
		);
		const wanted = Buffer.from("a\0\x01\xc2A\xff\x1b[31m\r\n", "latin1");
		const got = Buffer.concat(pieces.stdout).subarray(-wanted.length);
		assert.deepEqual(got, wanted);
		assert.deepEqual(
			Buffer.concat(pieces.stderr),
			Buffer.from([0xc2, 0xff, 0]),
		);
	});

	test("gives the program what it was given to read, and only then", async () => {
		const input = Uint8Array.of(0xff, 0, 1, 0x0a);
		const { said } = await run("kubectl apply -f -", { input });
		assert.deepEqual(said("stdin"), ["4"]);
		assert.deepEqual(said("arg").slice(-3), ["apply", "-f", "-"]);
		assert.match(
			await refusal(run("kubectl apply -f -")),
			/reads standard input, and nothing was given/,
		);
	});

	test("shows what is followed as it comes, and ends it when nobody follows", async () => {
		const cancel = new AbortController();
		let stdout = "";
		const running = plugin.execute(
			{ command: "kubectl logs -f web", kubeconfig },
			{
				deadlineMs: 30_000,
				signal: cancel.signal,
				onStderr: () => {},
				onStdout: (chunk) => {
					stdout += Buffer.from(chunk);
					if (stdout.endsWith("line\n")) cancel.abort();
				},
			},
		);
		await assert.rejects(running, /cancelled/);
		const home = /env HOME=(.*)/.exec(stdout)?.[1] ?? "/";
		while (existsSync(home) || (await programs(home)).length > 0)
			await new Promise((next) => setImmediate(next));
	});

	test("says where kubectl must be when it is not there", async () => {
		const without = await start({}, "w");
		assert.match(
			await refusal(run("kubectl get pods", { by: without })),
			/kubectl program was not found.*QD_KUBECTL/,
		);
		await without.stop();
	});

	test("takes away what it kept when it ends", async () => {
		const one = await start({}, "e");
		await run("kubectl options", { by: one });
		await one.stop();
		assert.deepEqual(await readdir(join(directory, "e")), []);
	});

	const real = findRealKubectl();
	test("runs the real kubectl", {
		skip: real ? false : "there is no kubectl on this machine",
	}, async () => {
		const by = await start({ QD_KUBECTL: real ?? "" }, "r");
		const { stdout, exitCode } = await run("kubectl version --client", { by });
		assert.match(stdout, /Client Version/);
		assert.equal(exitCode, 0);
		const wrong = await run("kubectl get pods --bogus", { by });
		assert.match(wrong.stderr, /unknown flag: --bogus/);
		assert.equal(wrong.exitCode, 1);
		await by.stop();
	});
});

/** Processes that have the directory in their environment. */
async function programs(home: string): Promise<string[]> {
	const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
	const found: string[] = [];
	for (const pid of pids) {
		const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(
			() => "",
		);
		if (environment.includes(`HOME=${home}\0`)) found.push(pid);
	}
	return found;
}
