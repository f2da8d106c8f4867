import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
	existsSync,
	readdirSync,
	readFileSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { systemClock } from "@quarterdeck/runtime";
import { tempDir, until } from "@quarterdeck/testkit";
import { parse } from "yaml";
import {
	sha256,
	startPluginServer,
	tarGz,
} from "../rooms/plugin-store/plugin-server.fixture.ts";
import {
	indexOf,
	storeIn,
} from "../rooms/plugin-store/plugin-store.fixture.ts";
import { runPluginCommand } from "./run-plugin-command.ts";

async function run(request: unknown) {
	const lines: { progress?: string; problem?: string; result?: unknown }[] = [];
	const code = await runPluginCommand([JSON.stringify(request)], {
		clock: systemClock,
		write: (line) => void lines.push(JSON.parse(line)),
		signal: new AbortController().signal,
	});
	const { problem, result } = lines.at(-1) ?? {};
	return { code, problem, result, lines };
}

/** A repository of archives without a checksum for the dependency, as Botkube's are. */
async function repository(t: TestContext) {
	const server = await startPluginServer(t);
	const tool = tarGz([
		{ name: "executor_tool_linux_amd64", content: "the tool", mode: 0o755 },
	]);
	const helm = tarGz([
		{ name: "linux-amd64/helm", content: "helm", mode: 0o755 },
	]);
	server.serve("/tool.tar.gz", tool);
	server.serve("/helm.tar.gz", helm);
	const version = (version: string) => ({
		version,
		url: "tool.tar.gz",
		checksum: sha256(tool),
		dependencies: { helm: { url: "helm.tar.gz//linux-amd64" } },
	});
	server.serve("/index.yaml", indexOf([version("v1.0.0"), version("v1.1.0")]));
	return { server, url: `${server.url}/index.yaml` };
}

const mirror = (to: string, url: string, more: object = {}) => ({
	verb: "mirror",
	to,
	keys: ["acme/tool@v1.0.0"],
	platforms: ["linux/amd64", "linux/arm64"],
	repositories: [`acme=${url}`],
	allowUnverified: true,
	...more,
});

test("a mirror has checksums for everything, and an agent without a network runs from it", async (t) => {
	const { server, url } = await repository(t);
	const to = tempDir(t);
	const refused = await run(mirror(to, url, { allowUnverified: false }));
	assert.equal(refused.code, 1);
	assert.match(
		refused.problem ?? "",
		/names no checksum for the dependency helm/,
	);
	const first = await run(mirror(to, url));
	assert.equal(first.code, 0, first.problem);
	assert.deepEqual(first.result, [
		{
			repository: "acme",
			type: "executor",
			name: "tool",
			version: "v1.0.0",
			platforms: 1,
		},
	]);
	assert.ok(
		first.lines.some(
			({ progress }) => progress === "tool v1.0.0 is not made for linux/arm64",
		),
	);
	const one = parse(readFileSync(join(to, "acme.yaml"), "utf8"));
	assert.deepEqual(one.entries[0].urls, [
		{
			url: "acme/executor_v1.0.0_tool_linux_amd64",
			checksum: sha256("the tool"),
			platform: { os: "linux", architecture: "amd64" },
			dependencies: {
				helm: {
					url: "acme/executor_v1.0.0_tool_linux_amd64_deps/helm",
					checksum: sha256("helm"),
				},
			},
		},
	]);
	assert.equal((await run(mirror(to, url, { keys: ["acme/tool"] }))).code, 0);
	const both = parse(readFileSync(join(to, "acme.yaml"), "utf8"));
	assert.deepEqual(
		both.entries.map(({ version }: { version: string }) => version),
		["v1.0.0", "v1.1.0"],
	);
	assert.ok(both.serial > one.serial);
	assert.deepEqual(readdirSync(to).sort(), ["acme", "acme.yaml"]);
	const asked = server.requests.length;
	const { ask } = storeIn(tempDir(t), { url: `file://${to}/acme.yaml` });
	const file = await ask("acme/tool@v1.0.0");
	assert.equal(readFileSync(file, "utf8"), "the tool");
	assert.equal(readFileSync(`${file}_deps/helm`, "utf8"), "helm");
	assert.equal(server.requests.length, asked);
});

test("a mirror needs a repository for each key, and words that mean something", async (t) => {
	const { url } = await repository(t);
	const to = join(tempDir(t), "mirror");
	for (const [more, code, said] of [
		[
			{ keys: ["other/tool"] },
			1,
			/repository "other" is not defined: name it with --repository other=URL/,
		],
		[{ keys: ["acme/none"] }, 1, /not found plugin called "none"/],
		[{ platforms: ["plan9/amd64"] }, 1, /is made for none of these platforms/],
		[{ keys: ["tool"] }, 2, /doesn't follow the required/],
		[{ platforms: ["linux"] }, 2, /is not OS\/ARCHITECTURE/],
		[{ repositories: ["https://x"] }, 2, /is not NAME=URL/],
	] as const) {
		const { code: ended, problem } = await run(mirror(to, url, more));
		assert.equal(ended, code, problem);
		assert.match(problem ?? "", said);
	}
	assert.deepEqual(existsSync(to) ? readdirSync(to) : [], []);
});

test("headers come from a file and go to one repository", async (t) => {
	const { server, url } = await repository(t);
	const folder = tempDir(t);
	const headerFile = join(folder, "headers");
	writeFileSync(headerFile, "Authorization: Bearer hunter22\n");
	const to = join(folder, "mirror");
	assert.equal((await run(mirror(to, url, { headerFile }))).code, 0);
	assert.equal(server.requests[0]?.headers.authorization, "Bearer hunter22");
	writeFileSync(headerFile, "hunter22\n");
	const { code, problem } = await run(mirror(to, url, { headerFile }));
	assert.equal(code, 1);
	assert.doesNotMatch(problem ?? "", /hunter22/);
});

test("a folder is listed, verified and pruned; what a person put there stays", async (t) => {
	const { url } = await repository(t);
	const dir = tempDir(t);
	const { ask } = storeIn(
		dir,
		{ url, allowUnverified: true },
		{ mayUseUnverified: true },
	);
	const old = await ask("acme/tool@v1.0.0");
	const newest = await ask("acme/tool");
	const byHand = join(dir, "acme/executor_v0.9.0_tool");
	writeFileSync(byHand, "by hand", { mode: 0o755 });
	const left = join(dir, "acme/.executor_v1.0.0_tool.0011.downloading");
	writeFileSync(left, "half");
	utimesSync(left, 1, 1);
	const listed = await run({ verb: "list", dir });
	assert.deepEqual(
		(
			listed.result as {
				version: string;
				isFetched: boolean;
				dependencies: string[];
				bytes: number;
			}[]
		).map(({ version, isFetched, dependencies, bytes }) => [
			version,
			isFetched,
			dependencies,
			bytes,
		]),
		[
			["v1.1.0", true, ["helm"], 12],
			["v1.0.0", true, ["helm"], 12],
			["v0.9.0", false, [], 7],
		],
	);
	const info = await run({ verb: "info", dir, key: "acme/tool" });
	assert.deepEqual(
		(info.result as { version: string; isStored: boolean }[]).map(
			({ version, isStored }) => [version, isStored],
		),
		[
			["v1.1.0", true],
			["v1.0.0", true],
		],
	);
	assert.match(
		(await run({ verb: "info", dir, key: "other/tool" })).problem ?? "",
		/has no index of the repository other/,
	);
	writeFileSync(join(`${newest}_deps`, "helm"), "changed");
	const verified = await run({ verb: "verify", dir });
	assert.deepEqual(
		(verified.result as { state: string }[]).map(({ state }) => state),
		["as fetched", "changed", "as fetched", "as fetched", "put there by hand"],
	);
	const trial = await run({ verb: "prune", dir, keep: 1, isTrial: true });
	assert.deepEqual(
		(trial.result as { file: string }[]).map(({ file }) => file),
		[old],
	);
	assert.ok(existsSync(old));
	await run({ verb: "prune", dir, keep: 1, isTrial: false });
	assert.deepEqual(
		[old, `${old}_deps`, left, newest, byHand].map((file) => existsSync(file)),
		[false, false, false, true, true],
	);
	assert.match(
		(await run({ verb: "list", dir: join(dir, "none") })).problem ?? "",
		/there is no folder/,
	);
});

test("an index is signed by a key that is made once", async (t) => {
	const { url } = await repository(t);
	const folder = tempDir(t);
	const to = join(folder, "mirror");
	await run(mirror(to, url));
	const index = join(to, "acme.yaml");
	const keyFile = join(folder, "key.pem");
	const sign = (isNew: boolean) => run({ verb: "sign", index, keyFile, isNew });
	assert.match(
		(await sign(false)).problem ?? "",
		/is not a private key that can be read/,
	);
	const { result } = await sign(true);
	const { publicKey } = result as { publicKey: string };
	assert.equal(statSync(keyFile).mode & 0o777, 0o600);
	assert.match(
		(await sign(true)).problem ?? "",
		/is there already; it is not replaced/,
	);
	assert.deepEqual((await sign(false)).result, result);
	const signed = { url: `file://${index}`, publicKey };
	await storeIn(tempDir(t), signed).ask("acme/tool");
	writeFileSync(index, `${readFileSync(index, "utf8")}\n`);
	await assert.rejects(
		storeIn(tempDir(t), signed).ask("acme/tool"),
		/signature of the index/,
	);
});

test("Ctrl-C ends a mirror in order and leaves nothing half done", async (t) => {
	const { server, url } = await repository(t);
	const to = tempDir(t);
	const asked = Promise.withResolvers<void>();
	server.serve("/tool.tar.gz", () => asked.resolve());
	const main = fileURLToPath(new URL("../main.ts", import.meta.url));
	const child = spawn(process.execPath, [
		main,
		"plugins",
		JSON.stringify(mirror(to, url)),
	]);
	t.after(() => void child.kill("SIGKILL"));
	const ended = new Promise((resolve) => child.on("exit", resolve));
	await asked.promise;
	await until(() => readdirSync(to).length > 0);
	child.kill("SIGINT");
	assert.equal(await ended, 130);
	assert.deepEqual(readdirSync(to), []);
});
