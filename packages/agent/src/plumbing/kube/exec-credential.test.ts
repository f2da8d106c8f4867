import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { systemClock } from "@quarterdeck/runtime";
import {
	createHandClock,
	type Ending,
	tempDir,
	until,
} from "@quarterdeck/testkit";
import { stringify } from "yaml";
import { createApiServer } from "./api-server.ts";
import { type ClusterAccess, ClusterAccessError } from "./cluster-access.ts";
import { createCredentialSource } from "./credential-source.ts";
import { readKubeconfig } from "./read-kubeconfig.ts";

const asRoot = {
	skip: process.getuid?.() === 0 ? false : "only root can be another user",
};
const v1 = "client.authentication.k8s.io/v1";

/** An access whose kubeconfig names this shell script as its credential program. */
function accessWith(
	t: Ending,
	script: string,
	exec: Record<string, unknown> = {},
	server = "https://k.example:6443",
): ClusterAccess {
	const dir = tempDir(t);
	writeFileSync(join(dir, "login"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	const file = join(dir, "config");
	writeFileSync(
		file,
		stringify({
			"current-context": "a",
			clusters: [
				{
					name: "c",
					cluster: {
						server,
						"certificate-authority-data": Buffer.from("CA").toString("base64"),
						extensions: [
							{
								name: "client.authentication.k8s.io/exec",
								extension: { audience: "x" },
							},
						],
					},
				},
			],
			contexts: [{ name: "a", context: { cluster: "c", user: "u" } }],
			users: [
				{
					name: "u",
					user: {
						exec: {
							apiVersion: v1,
							command: "./login",
							interactiveMode: "Never",
							...exec,
						},
					},
				},
			],
		}),
	);
	const environment = {
		PATH: "/usr/bin:/bin",
		FROM_AGENT: "yes",
		QD_JOIN_TOKEN: "qdj_secret",
		DATABASE_URL: "postgresql://qd:secret@db/quarterdeck",
	};
	return readKubeconfig(file, undefined, environment);
}

const answer = (status: string, apiVersion = v1) =>
	`echo '{"kind":"ExecCredential","apiVersion":"${apiVersion}","status":${status}}'`;

describe("a credential program", () => {
	test("gets arguments, environment and cluster as the protocol says, and no shell", async (t) => {
		const script = `
echo "$@" > "$OUT"; echo "$FROM_AGENT $EXTRA$QD_JOIN_TOKEN$DATABASE_URL" >> "$OUT"; echo "$KUBERNETES_EXEC_INFO" >> "$OUT"
${answer('{"token":"t-1"}')}`;
		const out = join(tempDir(t), "out");
		const access = accessWith(t, script, {
			args: ["--for", "a b; rm -rf $HOME"],
			env: [
				{ name: "EXTRA", value: "more" },
				{ name: "OUT", value: out },
			],
			provideClusterInfo: true,
		});
		const shown = await createCredentialSource(access, systemClock).current();
		assert.equal(shown.authorization, "Bearer t-1");
		const [args, environment, info = ""] = readFileSync(out, "utf8").split(
			"\n",
		);
		assert.equal(args, "--for a b; rm -rf $HOME");
		assert.equal(environment, "yes more");
		assert.deepEqual(JSON.parse(info), {
			kind: "ExecCredential",
			apiVersion: v1,
			spec: {
				interactive: false,
				cluster: {
					server: "https://k.example:6443",
					"certificate-authority-data": Buffer.from("CA").toString("base64"),
					config: { audience: "x" },
				},
			},
		});
	});

	test("is asked once until its credential expires, and again after a refusal", async (t) => {
		const clock = createHandClock();
		const expires = new Date(clock.now().getTime() + 60_000).toISOString();
		const log = join(tempDir(t), "runs");
		const access = accessWith(
			t,
			`echo x >> "$LOG"; ${answer(`{"token":"t","expirationTimestamp":"${expires}"}`)}`,
			{ env: [{ name: "LOG", value: log }] },
		);
		const runs = () => readFileSync(log, "utf8").trim().split("\n").length;
		const source = createCredentialSource(access, clock);
		const both = await Promise.all([source.current(), source.current()]);
		assert.equal(both[0], both[1]);
		assert.equal(runs(), 1);
		await clock.wind(59_000);
		const still = await source.current();
		assert.equal(runs(), 1);
		assert.equal(source.refused(still), true);
		await source.current();
		assert.equal(runs(), 2);
		await clock.wind(5000);
		await source.current();
		assert.equal(runs(), 3, "expired");
	});

	test("is not started for each request of an API server that refuses all of them, nor each time while it fails", async (t) => {
		for (const [script, all] of [
			[answer('{"token":"t"}'), 3],
			["exit 1", 2],
		] as const) {
			const clock = createHandClock();
			const log = join(tempDir(t), "runs");
			const access = accessWith(t, `echo x >> "$LOG"; ${script}`, {
				env: [{ name: "LOG", value: log }],
			});
			const runs = () => readFileSync(log, "utf8").trim().split("\n").length;
			const source = createCredentialSource(access, clock);
			const askThrice = async () => {
				for (let i = 0; i < 3; i += 1)
					await Promise.resolve(source.current()).then(
						source.refused,
						() => {},
					);
			};
			await askThrice();
			assert.equal(runs(), all - 1);
			await clock.wind(2500);
			await askThrice();
			assert.equal(runs(), all);
		}
	});

	test("may give a client certificate, and v1beta1 is understood", async (t) => {
		const beta = "client.authentication.k8s.io/v1beta1";
		const access = accessWith(
			t,
			answer('{"clientCertificateData":"CERT","clientKeyData":"KEY"}', beta),
			{ apiVersion: beta, interactiveMode: undefined },
		);
		const shown = await createCredentialSource(access, systemClock).current();
		assert.deepEqual(shown, {
			authorization: undefined,
			clientCertificate: { certificatePem: "CERT", privateKeyPem: "KEY" },
		});
	});

	test("that gives none is an error that says what to correct and quotes no secret", async (t) => {
		const cases: [string, Record<string, unknown>, RegExp][] = [
			[
				"echo denied >&2; exit 3",
				{},
				/ended with code 3: denied\. Run it by hand/,
			],
			[
				"printf 'no \\033]52;c;eA==\\007 way' >&2; exit 3",
				{},
				/code 3: no +\]52;c;eA== +way\. Run it/,
			],
			["echo hunter2", {}, /its output is not JSON$/],
			[answer("{}"), {}, /neither a token nor a client certificate/],
			[answer('{"clientKeyData":"hunter2"}'), {}, /only one of/],
			[answer('{"token":"hunter2"}', "x/v1"), {}, /its apiVersion is x\/v1/],
			[
				"",
				{ command: "no-such-login", installHint: "Get it from example.org." },
				/was not found\. Install it.*Get it from example\.org/,
			],
		];
		for (const [script, exec, expected] of cases) {
			const access = accessWith(t, script, exec);
			const source = createCredentialSource(access, systemClock);
			await assert.rejects(
				async () => source.current(),
				(error: Error) =>
					expected.test(error.message) && !error.message.includes("hunter2"),
			);
		}
	});

	test("that fails has its last line told to people, and nothing of its output", async (t) => {
		const script =
			'echo hunter2; echo first >&2; echo "session expired" >&2; exit 3';
		const { current } = createCredentialSource(
			accessWith(t, script),
			systemClock,
		);
		await assert.rejects(
			async () => current(),
			(error) =>
				error instanceof ClusterAccessError &&
				/^the agent has no credential for the API server: the credential program ".*login" of the kubeconfig ended with code 3: session expired$/.test(
					error.forPeople ?? "",
				),
		);
	});

	test("that hangs ends with its agent, whether that is asked to end or killed", async (t) => {
		for (const signal of ["SIGTERM", "SIGKILL"] as const) {
			const out = join(tempDir(t), "pid");
			const access = accessWith(t, 'echo $$ > "$OUT"; exec sleep 1000', {
				env: [{ name: "OUT", value: out }],
			});
			assert.ok(access.credential.kind === "exec");
			const asker = spawn(
				process.execPath,
				[
					fileURLToPath(
						new URL("./testdata/ask-credential.ts", import.meta.url),
					),
					JSON.stringify(access.credential.program),
				],
				{ stdio: "ignore" },
			);
			const pid = () => Number(readIfThere(out));
			await until(() => pid() > 0);
			asker.kill(signal);
			await until(() => !isRunning(pid()));
		}
	});

	test("that hangs is killed with what it started", async (t) => {
		const out = join(tempDir(t), "pid");
		const access = accessWith(
			t,
			`sleep 1000 & echo $! > "$OUT.new"; mv "$OUT.new" "$OUT"; wait`,
			{ env: [{ name: "OUT", value: out }] },
		);
		const clock = createHandClock();
		const asked = Promise.resolve(
			createCredentialSource(access, clock).current(),
		);
		asked.catch(() => {});
		const pid = () => {
			try {
				return Number(readFileSync(out, "utf8"));
			} catch {
				return 0;
			}
		};
		await until(() => pid() > 0);
		await clock.wind(60_000);
		await assert.rejects(asked, /did not end within 60 s and was killed/);
		await until(() => !isRunning(pid()));
	});

	test(
		"that became another user does not end the agent when it cannot be killed",
		asRoot,
		async () => {
			const other = spawn("sleep", ["1000"], { detached: true });
			try {
				const killer = spawn(
					process.execPath,
					[
						fileURLToPath(new URL("./testdata/kill-group.ts", import.meta.url)),
						String(other.pid),
					],
					{ uid: 65_534, gid: 65_534, stdio: "ignore" },
				);
				assert.deepEqual(await once(killer, "exit"), [0, null]);
				assert.equal(isRunning(other.pid ?? 0), true);
			} finally {
				other.kill("SIGKILL");
			}
		},
	);

	test("that floods it is killed, and what escapes the kill is not read any more", async (t) => {
		const out = join(tempDir(t), "out");
		const access = accessWith(
			t,
			`setsid sh -c 'echo $$ > "$OUT.new"; mv "$OUT.new" "$OUT"; exec yes' & sleep 1000`,
			{ env: [{ name: "OUT", value: out }] },
		);
		const clock = createHandClock();
		await assert.rejects(
			async () => createCredentialSource(access, clock).current(),
			/wrote more than 1048576 bytes and was killed$/,
		);
		assert.equal(clock.pendingTimers, 0);
		const escaped = Number(readFileSync(out, "utf8"));
		t.after(() => {
			if (isRunning(escaped)) process.kill(escaped, "SIGKILL");
		});
		// Without a reader the pipe breaks.
		await until(() => !isRunning(escaped));
	});

	test("the agent cannot run is refused when the kubeconfig is read", (t) => {
		assert.throws(
			() =>
				accessWith(t, "", {
					apiVersion: "client.authentication.k8s.io/v1alpha1",
				}),
			/v1alpha1 is not supported: use client\.authentication\.k8s\.io\/v1 or/,
		);
		assert.throws(
			() => accessWith(t, "", { interactiveMode: "Always" }),
			/the agent has no terminal/,
		);
		assert.throws(
			() => accessWith(t, "", { interactiveMode: undefined }),
			/interactiveMode is missing, which .*\/v1 requires/,
		);
		assert.doesNotThrow(() =>
			accessWith(t, "", {
				apiVersion: "client.authentication.k8s.io/v1beta1",
				interactiveMode: undefined,
			}),
		);
	});

	test("is asked again when the API server answers 401, and the request is repeated", async (t) => {
		const seen: (string | undefined)[] = [];
		const server = createServer((request, response) => {
			seen.push(request.headers.authorization);
			const isGood = request.headers.authorization === "Bearer t2";
			response.writeHead(isGood ? 200 : 401).end("{}");
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const access = accessWith(
			t,
			`n=$(cat "$COUNT" 2>/dev/null || echo 0); n=$((n+1)); echo $n > "$COUNT"
echo "{\\"kind\\":\\"ExecCredential\\",\\"apiVersion\\":\\"${v1}\\",\\"status\\":{\\"token\\":\\"t$n\\"}}"`,
			{ env: [{ name: "COUNT", value: join(tempDir(t), "n") }] },
			`http://127.0.0.1:${port}`,
		);
		const api = createApiServer({ access, clock: systemClock });
		t.after(async () => {
			await api.stop();
			server.close();
		});
		const answered = await api.request(
			{ method: "GET", path: "/version", headers: [] },
			null,
			new AbortController().signal,
		);
		await answered.body.dump();
		assert.equal(answered.statusCode, 200);
		assert.deepEqual(seen, ["Bearer t1", "Bearer t2"]);
	});
});

function readIfThere(file: string): string {
	return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function isRunning(pid: number): boolean {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");
		return !/\) Z /.test(text);
	} catch {
		return false;
	}
}
