import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { describe, test } from "node:test";
import { splitWords } from "@quarterdeck/plugin-sdk";
import { readKubectlCommand } from "./kubectl-command.ts";
import { findFlags } from "./kubectl-flags.ts";
import { allowedCommands } from "./kubectl-rules.ts";
import { findRealKubectl } from "./real-kubectl.fixture.ts";

/*
 * The rules are only as good as our idea of how kubectl reads its words. These tests ask the real program.
 */

const kubectl = findRealKubectl();
const skip = kubectl ? false : "there is no kubectl on this machine";

function run(
	args: readonly string[],
	env: Record<string, string> = {},
): Promise<{ output: string; exitCode: number }> {
	return new Promise((resolve) => {
		execFile(
			kubectl ?? "",
			[...args],
			{ env: { HOME: tmpdir(), PATH: "/nowhere", ...env }, timeout: 20_000 },
			(error, stdout, stderr) =>
				resolve({
					output: stdout + stderr,
					exitCode: error ? Number(error.code ?? 1) : 0,
				}),
		);
	});
}

interface HelpFlag {
	readonly command: string;
	readonly letter: string;
	readonly name: string;
	readonly isSwitch: boolean;
}

/** Every flag with a letter that the help of a command and its sub-commands shows. */
async function flagsOf(command: string): Promise<HelpFlag[]> {
	const { output } = await run([...command.split(" "), "--help"]);
	const found = [
		...output.matchAll(/^\s+-([a-zA-Z]), --([a-z-]+)=(.*):/gm),
	].map(([, letter = "", name = "", value = ""]) => ({
		command,
		letter,
		name,
		isSwitch: value === "true" || value === "false",
	}));
	const below = /Commands:\n((?: {2}\S.*\n)+)/.exec(output)?.[1] ?? "";
	const names = [...below.matchAll(/^ {2}([a-z-]+) /gm)].map(
		([, name]) => `${command} ${name}`,
	);
	const deeper: HelpFlag[] = [];
	for (const name of names) deeper.push(...(await flagsOf(name)));
	return [...found, ...deeper];
}

describe("the real kubectl", { skip }, () => {
	test("has no letter that we take for one with a value and it does not", async () => {
		const names = [...allowedCommands].filter((name) => name !== "help");
		const flags: HelpFlag[] = [];
		for (let i = 0; i < names.length; i += 4)
			flags.push(
				...(await Promise.all(names.slice(i, i + 4).map(flagsOf))).flat(),
			);
		assert.ok(flags.length > 50);
		for (const { command, letter, name, isSwitch } of flags) {
			const [top = ""] = command.split(" ");
			const seen = findFlags([`-${letter}Z`], top).map((flag) => flag.name);
			const takesValue = !seen.includes("Z");
			assert.ok(
				!(takesValue && isSwitch),
				`${command} -${letter} (${name}) is a switch`,
			);
			if (letter === "f")
				assert.equal(name, top === "logs" ? "follow" : "filename", command);
			if (letter === "k") assert.equal(name, "kustomize", command);
		}
	});

	test("has no command of ours that runs under another name", async () => {
		for (const name of allowedCommands) {
			const { output } = await run([name, "--help"]);
			assert.doesNotMatch(output, /^Aliases:/m, name);
		}
	});

	test("does not abbreviate long names, and takes _ for -", async () => {
		for (const flag of ["--a=x", "--serve=x", "--as-grou=x", "--AS=x"])
			assert.match(
				(await run(["get", "pods", flag])).output,
				/unknown flag/,
				flag,
			);
		const { output } = await run(["version", "--client", "--as_group=x"]);
		assert.doesNotMatch(output, /unknown flag/);
	});

	test("takes every allowed command with a namespace in front, but help", async () => {
		for (const name of allowedCommands) {
			const decided = readKubectlCommand(["kubectl", name, "--help"], {
				defaultNamespace: "shop",
			});
			if (decided.kind !== "run") continue;
			const { output, exitCode } = await run(decided.args);
			assert.equal(exitCode, 0, `${name}: ${output}`);
		}
	});

	test("reads a flag behind a -- that is a value", async () => {
		const { output } = await run(["get", "pods", "-n", "--", "--bogus"]);
		assert.match(output, /unknown flag: --bogus/);
	});

	test("passes over empty words and lone dashes on the way to its command", async () => {
		for (const word of ["", "-"])
			assert.match((await run([word, "edit", "--help"])).output, /editor/);
	});
});

describe("what is let through", { skip }, () => {
	/** Words that come as close to becoming someone else as we could think of. */
	const attempts = [
		"kubectl get pods",
		"kubectl get pods --as=root",
		"kubectl get pods '--as=root'",
		"kubectl get pods --as_group=g --as=root",
		"kubectl get pods -n -- --as=root",
		"kubectl get pods -n x -- --as=root",
		"kubectl get pods -- --as=root -s http://127.0.0.1:1",
		"kubectl get pods -o name -- --as=root",
		"kubectl get pods -oname --as root",
		"kubectl get --raw /api --as=root",
		"kubectl get --raw http://127.0.0.1:1/api",
		"kubectl exec web -it -- --as=root",
		"kubectl exec web --stdin -- --as=root",
		"kubectl exec -n x web -- -s http://127.0.0.1:1 --as=root",
		"kubectl logs -f web -- --as=root",
		"kubectl run x --image=y -- --as=root",
		"kubectl run x --image=y --rm -- --as=root",
		"kubectl create job x --image=y -- --as=root",
		"kubectl auth can-i get pods -- --as=root",
		"kubectl get pods - --as=root",
		"kubectl get pods '' -- --as=root",
	];
	test("reaches the server it was lent, and no other, and as nobody else", async () => {
		const impersonated: string[] = [];
		let requests = 0;
		const server = createServer((request, response) => {
			requests += 1;
			const names = Object.keys(request.headers);
			if (names.some((name) => name.startsWith("impersonate")))
				impersonated.push(String(request.url));
			response.statusCode = 403;
			response.end("{}");
		});
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", () => resolve()),
		);
		const { port } = server.address() as AddressInfo;
		const address = `http://127.0.0.1:${port}`;
		try {
			for (const attempt of attempts) {
				const decided = readKubectlCommand(splitWords(attempt), {
					defaultNamespace: "default",
				});
				if (decided.kind !== "run") continue;
				const { output } = await run([`--server=${address}`, ...decided.args]);
				assert.doesNotMatch(output, /127\.0\.0\.1:1\b/, attempt);
			}
		} finally {
			server.close();
		}
		assert.deepEqual(impersonated, []);
		assert.ok(requests > 0);
	});
});
