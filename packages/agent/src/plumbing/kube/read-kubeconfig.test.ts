import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { systemClock } from "@quarterdeck/runtime";
import { type Ending, tempDir, testKubectl } from "@quarterdeck/testkit";
import { startRecordingApiServer } from "../../rooms/gate/api-server.fake.ts";
import { createApiServer } from "./api-server.ts";
import { createCredentialSource } from "./credential-source.ts";
import { findCluster } from "./find-cluster.ts";
import { readKubeconfig } from "./read-kubeconfig.ts";

const run = promisify(execFile);
const environment = { PATH: "/usr/bin:/bin" };

/** A program in the style of `aws eks get-token` that gives this token. */
function program(file: string, token: string): string {
	const answer = {
		kind: "ExecCredential",
		apiVersion: "client.authentication.k8s.io/v1",
		status: { token },
	};
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, {
		mode: 0o755,
	});
	return file;
}

function write(dir: string, name: string, lines: string): string {
	const file = join(dir, name);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, lines, { mode: 0o600 });
	return file;
}

const exec = (command: string) =>
	`{apiVersion: client.authentication.k8s.io/v1, command: "${command}", interactiveMode: Never}`;

test("each context's server gets the token of that context's own program", async (t) => {
	const dir = tempDir(t);
	const staging = await startRecordingApiServer();
	t.after(() => staging.stop());
	const prod = await startRecordingApiServer();
	t.after(() => prod.stop());
	const file = write(
		dir,
		"config",
		`
apiVersion: v1
kind: Config
current-context: staging
clusters: [{name: s, cluster: {server: "${staging.url}"}}, {name: p, cluster: {server: "${prod.url}"}}]
contexts: [{name: staging, context: {cluster: s, user: s}}, {name: prod, context: {cluster: p, user: p}}]
users: [{name: s, user: {exec: ${exec(program(join(dir, "s.sh"), "of-staging"))}}}, {name: p, user: {exec: ${exec("./p.sh")}}}]
`,
	);
	program(join(dir, "p.sh"), "of-prod");
	const asked = async (context: string | undefined) => {
		const api = createApiServer({
			access: findCluster({ kubeconfig: file, context, environment }),
			clock: systemClock,
		});
		const headers: string[] = [];
		const request = { method: "GET", path: "/version", headers };
		const { body } = await api.request(request, null, t.signal);
		await body.dump();
		await api.stop();
	};
	await asked("prod");
	await asked(undefined);
	const shown = ({ arrived }: typeof prod) =>
		arrived.map(({ headers }) => headers.authorization);
	assert.deepEqual(shown(prod), ["Bearer of-prod"]);
	assert.deepEqual(shown(staging), ["Bearer of-staging"]);
});

test("a program's path with a separator begins where its kubeconfig lies, a bare name is left to PATH", (t) => {
	const dir = tempDir(t);
	const commandOf = (command: string) => {
		const { credential } = readKubeconfig(
			write(dir, "sub/config", oneCluster(`exec: ${exec(command)}`)),
		);
		assert.equal(credential.kind, "exec");
		return credential.kind === "exec" ? credential.program.command : "";
	};
	assert.equal(commandOf("./token.sh"), join(dir, "sub/token.sh"));
	assert.equal(commandOf("bin/token.sh"), join(dir, "sub/bin/token.sh"));
	assert.equal(commandOf("../token.sh"), join(dir, "token.sh"));
	assert.equal(commandOf("/opt/token.sh"), "/opt/token.sh");
	assert.equal(commandOf("token.sh"), "token.sh");
});

function oneCluster(user: string, cluster = "server: https://k:6443"): string {
	return `
current-context: a
clusters: [{name: c, cluster: {${cluster}}}]
contexts: [{name: a, context: {cluster: c, user: u}}]
users: [{name: u, user: {${user}}}]
`;
}

test("a kubeconfig and the files it names have an end, and are files", async (t) => {
	const dir = tempDir(t);
	const cluster = (file: string) =>
		`server: https://k:6443, certificate-authority: ${file}`;
	assert.throws(() => readKubeconfig("/dev/zero"), {
		message:
			"the kubeconfig: /dev/zero cannot be read (it is not a regular file)",
	});
	assert.throws(
		() =>
			readKubeconfig(
				write(dir, "a", oneCluster("token: t", cluster("/dev/zero"))),
			),
		/certificate-authority: \/dev\/zero cannot be read \(it is not a regular file\)/,
	);
	assert.throws(
		() =>
			readKubeconfig(
				write(dir, "b", `${oneCluster("token: t")}#${"x".repeat(2 ** 20)}`),
			),
		/cannot be read \(it has more than 1 MiB\)/,
	);
	const { credential } = readKubeconfig(
		write(dir, "c", oneCluster("tokenFile: /dev/zero")),
	);
	const source = createCredentialSource(
		{ credential, clientCertificate: undefined },
		systemClock,
	);
	await assert.rejects(async () => source.current(), {
		message:
			"the token file /dev/zero cannot be read (it is not a regular file)",
	});
});

describe("several kubeconfigs", () => {
	function three(t: Ending) {
		const dir = tempDir(t);
		write(dir, "one/token", "token-of-one");
		write(dir, "two/ca.crt", "CA of two");
		const one = write(
			dir,
			"one/config",
			`
apiVersion: v1
kind: Config
contexts: [{name: both, context: {cluster: c, user: u}}]
users: [{name: u, user: {tokenFile: token}}]
`,
		);
		const two = write(
			dir,
			"two/config",
			`
apiVersion: v1
kind: Config
current-context: both
clusters: [{name: c, cluster: {server: "https://two:6443", certificate-authority: ca.crt}}]
contexts: [{name: both, context: {cluster: never, user: never}}, {name: only, context: {cluster: c, user: second}}]
users: [{name: u, user: {token: never, username: never}}, {name: second, user: {token: t-2}}]
`,
		);
		const missing = join(dir, "missing");
		return { dir, both: [missing, one, "", two].join(delimiter) };
	}

	test("are merged: the first entry of a name counts as a whole, paths begin at their own file", async (t) => {
		const { dir, both } = three(t);
		const access = findCluster({
			kubeconfig: both,
			context: undefined,
			environment,
		});
		assert.equal(access.server.host, "two:6443");
		assert.equal(access.certificateAuthorityPem, "CA of two");
		assert.deepEqual(access.credential, {
			kind: "token-file",
			file: join(dir, "one/token"),
		});
		assert.deepEqual(access.secretFiles, [
			join(dir, "one/config"),
			join(dir, "two/config"),
			join(dir, "one/token"),
		]);
		assert.deepEqual(readKubeconfig(both, "only").credential, {
			kind: "token",
			token: "t-2",
		});
	});

	test("mean what the real kubectl takes them for", async (t) => {
		const { dir, both } = three(t);
		for (const context of ["both", "only"]) {
			const { stdout } = await run(
				await testKubectl(),
				[
					...["config", "view", "--raw", "--minify", "-o", "json"],
					`--context=${context}`,
				],
				{ env: { ...environment, KUBECONFIG: both } },
			);
			const [cluster] = JSON.parse(stdout).clusters;
			const [user] = JSON.parse(stdout).users;
			const ours = readKubeconfig(both, context);
			assert.equal(`${cluster.cluster.server}/`, ours.server.href);
			const { credential } = ours;
			assert.deepEqual(
				user.user,
				credential.kind === "token-file"
					? { tokenFile: relative(join(dir, "one"), credential.file) }
					: credential.kind === "token"
						? { token: credential.token }
						: {},
			);
		}
	});

	test("none of which is there are told by name; so is one that was named alone", () => {
		assert.throws(
			() => readKubeconfig(`/nowhere/a${delimiter}/nowhere/b`),
			/none of the kubeconfigs is there: \/nowhere\/a, \/nowhere\/b/,
		);
		assert.throws(
			() => readKubeconfig("/nowhere/a"),
			/\/nowhere\/a cannot be read \(ENOENT\)/,
		);
	});

	test("may be one file whose name has the separator in it", (t) => {
		const file = write(tempDir(t), "a:b", oneCluster("token: t"));
		assert.equal(readKubeconfig(file).server.host, "k:6443");
	});
});

describe("a kubeconfig that contradicts itself is refused", () => {
	const cases: [string, string, RegExp][] = [
		[
			"with a certificate authority and no check of it",
			oneCluster(
				"token: t",
				"server: https://k, insecure-skip-tls-verify: true, certificate-authority-data: Q0E=",
			),
			/both a certificate-authority and insecure-skip-tls-verify/,
		],
		[
			"with a certificate and no key",
			oneCluster("client-certificate-data: Q0E="),
			/client-key is missing/,
		],
		[
			"with two users of one name",
			oneCluster("token: a").replace(
				"users: [",
				"users: [{name: u, user: {token: b}}, ",
			),
			/users has two entries with the name "u"/,
		],
		[
			"with a context of a user that is not there",
			oneCluster("token: a").replace("user: u", "user: gone"),
			/names a user "gone" that is not there/,
		],
	];
	for (const [name, text, message] of cases)
		test(name, (t) => {
			const file = write(tempDir(t), "config", text);
			assert.throws(() => readKubeconfig(file), message);
		});
	test("kubectl says so of a certificate authority and no check of it", async (t) => {
		const file = write(tempDir(t), "config", cases[0]?.[1] ?? "");
		await assert.rejects(
			run(await testKubectl(), ["get", "--raw", "/version"], {
				env: { ...environment, KUBECONFIG: file },
			}),
			/root certificates file with the insecure flag is not allowed/,
		);
	});
});
