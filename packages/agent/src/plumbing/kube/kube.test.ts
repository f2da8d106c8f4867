import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { systemClock } from "@quarterdeck/runtime";
import { createHandClock, tempDir, until } from "@quarterdeck/testkit";
import { stringify } from "yaml";
import { createApiServer } from "./api-server.ts";
import { type ClusterAccess, ClusterAccessError } from "./cluster-access.ts";
import { createCredentialSource } from "./credential-source.ts";
import { inClusterAccess } from "./in-cluster-access.ts";
import { createKubeTransport } from "./kube-transport.ts";
import { createReadCluster } from "./read-cluster.ts";
import { readKubeconfig } from "./read-kubeconfig.ts";

type Ending = Parameters<typeof tempDir>[0];

function kubeconfig(
	t: Ending,
	over: { cluster?: object; user?: object; root?: object } = {},
): string {
	const file = join(tempDir(t), "config");
	writeFileSync(
		file,
		stringify({
			"current-context": "a",
			clusters: [
				{
					name: "c",
					cluster: { server: "https://k.example:6443/base", ...over.cluster },
				},
			],
			contexts: [{ name: "a", context: { cluster: "c", user: "u" } }],
			users: [{ name: "u", user: over.user ?? { token: "t" } }],
			...over.root,
		}),
	);
	return file;
}

describe("a kubeconfig that cannot be used", () => {
	const bad: [string, Parameters<typeof kubeconfig>[1], RegExp][] = [
		[
			"without its context",
			{ root: { "current-context": "b" } },
			/no context "b"; there are: a/,
		],
		[
			"without its cluster",
			{ root: { clusters: [] } },
			/names a cluster "c" that is not there/,
		],
		[
			"that is no kubeconfig",
			{ root: { clusters: "many" } },
			/is not a kubeconfig: clusters/,
		],
		[
			"with a proxy",
			{ cluster: { "proxy-url": "http://p" } },
			/proxy-url is not supported/,
		],
		[
			"of an auth provider",
			{ user: { "auth-provider": { name: "gcp" } } },
			/auth-provider is not supported/,
		],
		[
			"of somebody else",
			{ user: { token: "t", as: "root" } },
			/cannot lend identities/,
		],
		[
			"of another scheme",
			{ cluster: { server: "ftp://x" } },
			/no http or https address/,
		],
		[
			"whose CA is missing",
			{ cluster: { "certificate-authority": "gone.crt" } },
			/certificate-authority: .*gone\.crt cannot be read \(ENOENT\)/,
		],
	];
	for (const [name, over, message] of bad) {
		test(`${name} says what is wrong`, (t) => {
			assert.throws(
				() => readKubeconfig(kubeconfig(t, over)),
				(error) =>
					error instanceof ClusterAccessError && message.test(error.message),
			);
		});
	}
	test("that is not YAML, or not there, says so without quoting it", (t) => {
		const file = join(tempDir(t), "config");
		writeFileSync(file, "a: [secret-token\n");
		assert.throws(() => readKubeconfig(file), ClusterAccessError);
		assert.throws(
			() => readKubeconfig(`${file}.gone`),
			/cannot be read \(ENOENT\)/,
		);
	});
});

describe("a kubeconfig", () => {
	test("gives server, trust and credentials, files beside it included", (t) => {
		const dir = tempDir(t);
		writeFileSync(join(dir, "ca.crt"), "CA");
		const file = join(dir, "config");
		const data = (text: string) => Buffer.from(text).toString("base64");
		writeFileSync(
			file,
			stringify({
				"current-context": "a",
				clusters: [
					{
						name: "c",
						cluster: {
							server: "https://k:6443",
							"certificate-authority": "ca.crt",
							"tls-server-name": "kube",
						},
					},
				],
				contexts: [{ name: "a", context: { cluster: "c", user: "u" } }],
				users: [
					{
						name: "u",
						user: {
							"client-certificate-data": data("CERT"),
							"client-key-data": data("KEY"),
							tokenFile: "token",
						},
					},
				],
			}),
		);
		const access = readKubeconfig(file);
		assert.equal(access.certificateAuthorityPem, "CA");
		assert.equal(access.serverName, "kube");
		assert.deepEqual(access.clientCertificate, {
			certificatePem: "CERT",
			privateKeyPem: "KEY",
		});
		assert.deepEqual(access.credential, {
			kind: "token-file",
			file: join(dir, "token"),
		});
	});
	test("of a pod is its service account, and outside of a pod there is none", (t) => {
		const dir = tempDir(t);
		assert.equal(inClusterAccess({}), undefined);
		const environment = {
			KUBERNETES_SERVICE_HOST: "10.0.0.1",
			KUBERNETES_SERVICE_PORT: "443",
		};
		assert.throws(() => inClusterAccess(environment, dir), ClusterAccessError);
		mkdirSync(dir, { recursive: true });
		writeFileSync(join(dir, "token"), "t");
		writeFileSync(join(dir, "ca.crt"), "CA");
		assert.equal(
			inClusterAccess(environment, dir)?.server.href,
			"https://10.0.0.1/",
		);
		assert.equal(
			inClusterAccess({ KUBERNETES_SERVICE_HOST: "fd00::1" }, dir)?.server.host,
			"[fd00::1]",
		);
	});
});

describe("the agent's credential", () => {
	test("in a file is read again after it changed", async (t) => {
		const file = join(tempDir(t), "token");
		const clock = createHandClock();
		const source = createCredentialSource(
			{
				credential: { kind: "token-file", file },
				clientCertificate: undefined,
			},
			clock,
		);
		const shown = async () => (await source.current()).authorization;
		await assert.rejects(shown(), /cannot be read/);
		writeFileSync(file, "one\n");
		assert.equal(await shown(), "Bearer one");
		writeFileSync(file, "two\n");
		assert.equal(await shown(), "Bearer one");
		await clock.wind(5000);
		assert.equal(await shown(), "Bearer two");
	});
	test("of name and password is a basic one", async () => {
		const credential = { kind: "basic", username: "a", password: "b" } as const;
		const source = createCredentialSource(
			{ credential, clientCertificate: undefined },
			systemClock,
		);
		assert.equal((await source.current()).authorization, "Basic YTpi");
	});
});

describe("the agent's own requests", () => {
	test("find a connection when requests of commands hold as many as they may", async (t) => {
		let held = 0;
		const server = createServer((request, answer) => {
			if (request.url === "/held") held += 1;
			else answer.end("fine");
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const access = readKubeconfig(
			kubeconfig(t, { cluster: { server: `http://127.0.0.1:${port}` } }),
		);
		const api = createApiServer({ access, clock: systemClock });
		t.after(async () => {
			await api.stop();
			server.closeAllConnections();
			server.close();
		});
		const request = { method: "GET", headers: [], credentials: true };
		const ignore = {
			onRequestStart() {},
			onResponseStart() {},
			onResponseData() {},
			onResponseEnd() {},
			onResponseError() {},
		};
		for (let i = 0; i < 300; i += 1)
			await api.send({ ...request, path: "/held" }, null, ignore);
		await until(() => held === 256);
		const read = createReadCluster(
			createKubeTransport({ api, record() {}, clock: systemClock }),
		);
		assert.equal((await read("/readyz", 5000)).body, "fine");
	});
});

describe("small reads", () => {
	test("keep the base path, carry the credential, and end at their deadline", async (t) => {
		const seen: string[] = [];
		const server = createServer((request, answer) => {
			seen.push(`${request.url} ${request.headers.authorization}`);
			if (request.url?.endsWith("/slow")) return;
			if (request.url?.endsWith("/huge")) {
				answer.end("x".repeat(2_000_000));
				return;
			}
			answer.end("fine");
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const access: ClusterAccess = {
			name: "x",
			server: new URL(`http://127.0.0.1:${port}/k8s/clusters/c-1/`),
			certificateAuthorityPem: undefined,
			insecure: false,
			serverName: undefined,
			clientCertificate: undefined,
			credential: { kind: "token", token: "t" },
			secretFiles: [],
		};
		const api = createApiServer({ access, clock: systemClock });
		t.after(async () => {
			await api.stop();
			server.closeAllConnections();
			server.close();
		});
		const read = createReadCluster(
			createKubeTransport({ api, record() {}, clock: systemClock }),
		);
		assert.deepEqual(await read("/version", 5000), {
			status: 200,
			body: "fine",
		});
		assert.deepEqual(seen, ["/k8s/clusters/c-1/version Bearer t"]);
		await assert.rejects(read("/slow", 50), /no answer in 50 ms/);
		await assert.rejects(read("/huge", 5000), /too large/);
	});
});
