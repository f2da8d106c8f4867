import assert from "node:assert/strict";
import {
	chmodSync,
	existsSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createLog } from "@quarterdeck/runtime";
import { createHandClock, tempDir } from "@quarterdeck/testkit";
import {
	sha256,
	startPluginServer,
	tarGz,
	zip,
} from "./plugin-server.fixture.ts";
import { indexOf, storeIn } from "./plugin-store.fixture.ts";

/** A server with the plugin acme/tool in one version that has a dependency. */
async function acme(t: TestContext) {
	const server = await startPluginServer(t);
	const url = `${server.url}/index.yaml`;
	server.serve("/tool", "the program");
	server.serve("/dep", "the dependency");
	server.serve(
		"/index.yaml",
		indexOf([
			{
				url: "tool",
				checksum: sha256("the program"),
				dependencies: {
					dep: { url: "dep", checksum: sha256("the dependency") },
				},
			},
		]),
	);
	return { server, url, cacheDir: tempDir(t) };
}

const paths = (server: { requests: { path: string }[] }) =>
	server.requests.map(({ path }) => path);

test("a plugin is fetched with its dependencies, into Botkube's places", async (t) => {
	const { url, cacheDir } = await acme(t);
	const { ask, told } = storeIn(cacheDir, { url });
	const file = await ask("acme/tool");
	assert.equal(file, join(cacheDir, "acme/executor_v1.0.0_tool"));
	assert.equal(readFileSync(file, "utf8"), "the program");
	assert.equal(statSync(file).mode & 0o777, 0o755);
	const dependency = join(`${file}_deps`, "dep");
	assert.equal(readFileSync(dependency, "utf8"), "the dependency");
	assert.equal(statSync(dependency).mode & 0o777, 0o755);
	assert.ok(existsSync(join(cacheDir, "acme.yaml")));
	assert.ok(
		told.some((text) => text.startsWith("downloading the dependency dep")),
	);
	const left = readdirSync(cacheDir, { recursive: true }).map(String);
	assert.deepEqual(
		left.filter((name) => name.endsWith(".downloading")),
		[],
	);
});

test("with everything in the cache nothing is asked of the network", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	await storeIn(cacheDir, { url }).ask("acme/tool");
	const before = paths(server);
	assert.deepEqual(before, ["/index.yaml", "/tool", "/dep"]);
	for (const path of before)
		server.serve(path, (request) => request.socket.destroy());
	const { ask } = storeIn(cacheDir, { url });
	for (const key of ["acme/tool", "acme/tool@v1.0.0"])
		assert.equal(await ask(key), join(cacheDir, "acme/executor_v1.0.0_tool"));
	assert.deepEqual(paths(server), before);
});

test("a file that was changed in the cache is fetched again, and not run when that cannot be", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	const file = await storeIn(cacheDir, { url }).ask("acme/tool");
	const { ask } = storeIn(cacheDir, { url });
	writeFileSync(file, "something else");
	assert.equal(readFileSync(await ask("acme/tool"), "utf8"), "the program");
	writeFileSync(join(`${file}_deps`, "dep"), "something else");
	server.serve("/dep", "something else");
	await assert.rejects(
		ask("acme/tool"),
		/is not the file that the index names/,
	);
});

test("a file that an index lies about is not run", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	server.serve("/tool", "another program");
	await assert.rejects(storeIn(cacheDir, { url }).ask("acme/tool"), {
		name: "StoreProblem",
		message: `${server.url}/tool is not the file that the index names: its SHA-256 is ${sha256("another program")}, and the index says ${sha256("the program")}`,
	});
	server.serve("/tool", "the program");
	server.serve("/dep", "another dependency");
	await assert.rejects(
		storeIn(cacheDir, { url }).ask("acme/tool"),
		/\/dep is not the file/,
	);
});

test("a pinned version is that version: its address, its checksum, its dependencies", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	for (const one of ["old", "new", "old-dep", "new-dep"])
		server.serve(`/${one}`, one);
	const version = (version: string, name: string) => ({
		version,
		url: name,
		checksum: sha256(name),
		dependencies: {
			dep: { url: `${name}-dep`, checksum: sha256(`${name}-dep`) },
		},
	});
	server.serve(
		"/index.yaml",
		indexOf([
			version("v1.9.0", "old"),
			version("v1.10.0", "new"),
			version("v1.10.0-rc.1", "old"),
		]),
	);
	const { ask } = storeIn(cacheDir, { url });
	const pinned = await ask("acme/tool@v1.9.0");
	assert.equal(readFileSync(pinned, "utf8"), "old");
	assert.equal(readFileSync(`${pinned}_deps/dep`, "utf8"), "old-dep");
	const newest = await ask("acme/tool");
	assert.equal(newest, join(cacheDir, "acme/executor_v1.10.0_tool"));
	assert.equal(readFileSync(newest, "utf8"), "new");
	await assert.rejects(
		ask("acme/tool@v3.0.0"),
		/^StoreProblem: not found executor plugin called "tool" in "acme" repository: it has no version v3\.0\.0 of it, only v1\.10\.0, v1\.10\.0-rc\.1, v1\.9\.0$/,
	);
	await assert.rejects(
		ask("acme/tool", "source"),
		/not found source plugin called "tool" in "acme" repository$/,
	);
	await assert.rejects(
		ask("other/tool"),
		/repository "other" is not defined, but it is referred by executor plugin called "other\/tool"/,
	);
});

test("an index is asked for again when it lacks a plugin, but not for every question", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	const clock = createHandClock();
	const { ask } = storeIn(cacheDir, { url }, { clock });
	await ask("acme/tool");
	const looks = () =>
		paths(server).filter((path) => path === "/index.yaml").length;
	for (let i = 0; i < 3; i++)
		await assert.rejects(ask("acme/tool@v2.0.0"), /no version v2\.0\.0/);
	assert.equal(looks(), 1);
	server.serve(
		"/index.yaml",
		indexOf([
			{ version: "v2.0.0", url: "tool", checksum: sha256("the program") },
		]),
	);
	await clock.wind(30_000);
	await ask("acme/tool@v2.0.0");
	assert.equal(looks(), 2);
});

test("what has no checksum is used only where the repository and the agent allow it", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	server.serve("/index.yaml", indexOf([{ url: "tool" }]));
	await assert.rejects(
		storeIn(cacheDir, { url }).ask("acme/tool"),
		/names no checksum for tool .*set plugins\.repositories\.acme\.allowUnverified to true$/,
	);
	await assert.rejects(
		storeIn(cacheDir, { url, allowUnverified: true }).ask("acme/tool"),
		/write `unverified: true` into the agent's ceiling file/,
	);
	await assert.rejects(
		storeIn(cacheDir, { url }, { mayUseUnverified: true }).ask("acme/tool"),
		/names no checksum/,
	);
	assert.deepEqual(
		paths(server).filter((path) => path !== "/index.yaml"),
		[],
	);
	const { ask } = storeIn(
		cacheDir,
		{ url, allowUnverified: true },
		{ mayUseUnverified: true },
	);
	const file = await ask("acme/tool");
	assert.equal(readFileSync(file, "utf8"), "the program");
	await ask("acme/tool");
	assert.equal(paths(server).filter((path) => path === "/tool").length, 1);
});

test("two at once fetch a file once, and two agents leave one whole file", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	const one = storeIn(cacheDir, { url });
	await Promise.all([one.ask("acme/tool"), one.ask("acme/tool")]);
	assert.equal(paths(server).filter((path) => path === "/tool").length, 1);
	const shared = tempDir(t);
	const files = await Promise.all(
		Array.from({ length: 4 }, () => storeIn(shared, { url }).ask("acme/tool")),
	);
	for (const file of files)
		assert.equal(readFileSync(file, "utf8"), "the program");
	const left = readdirSync(shared, { recursive: true }).map(String);
	assert.deepEqual(
		left.filter((name) => name.endsWith(".downloading")),
		[],
	);
});

test("one who no longer waits leaves the download to the others; the last ends it", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	const held = Promise.withResolvers<() => void>();
	const closed = Promise.withResolvers<void>();
	server.serve("/tool", (_request, response) => {
		response.on("close", () => closed.resolve());
		held.resolve(() => response.end("the program"));
	});
	const { ask } = storeIn(cacheDir, { url });
	const [first, second] = [new AbortController(), new AbortController()];
	const leaving = ask("acme/tool", "executor", first.signal);
	const staying = ask("acme/tool", "executor", second.signal);
	await held.promise;
	first.abort(new Error("gone"));
	await assert.rejects(leaving, /gone/);
	second.abort(new Error("gone, too"));
	await assert.rejects(staying, /gone, too/);
	await closed.promise;
});

test("headers go to the repository alone, and never into a log or an error", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	const other = await startPluginServer(t);
	const lines: string[] = [];
	const log = createLog({
		process: "test",
		level: "debug",
		write: (line) => void lines.push(line),
	});
	other.serve("/tool", "the program");
	server.serve("/tool", (_request, response) => {
		response.writeHead(302, { location: `${other.url}/tool` }).end();
	});
	const headers = { authorization: "Bearer hunter22" };
	const { ask } = storeIn(cacheDir, { url, headers }, { log });
	await ask("acme/tool");
	for (const { headers } of server.requests)
		assert.equal(headers.authorization, "Bearer hunter22");
	assert.deepEqual(
		other.requests.map(({ headers }) => headers.authorization),
		[undefined],
	);
	other.serve(
		"/gone?token=hunter22",
		(_request, response) => void response.writeHead(403).end("hunter22"),
	);
	server.serve(
		"/index.yaml",
		indexOf([
			{
				version: "v2.0.0",
				url: `${other.url}/gone?token=hunter22`,
				checksum: sha256(""),
			},
		]),
	);
	const failure = await storeIn(
		cacheDir,
		{ url: `${url}?again`, headers },
		{ log },
	)
		.ask("acme/tool")
		.catch(String);
	server.serve(
		"/index.yaml?again",
		indexOf([
			{
				version: "v2.0.0",
				url: `${other.url}/gone?token=hunter22`,
				checksum: sha256(""),
			},
		]),
	);
	const second = await storeIn(
		cacheDir,
		{ url: `${url}?again`, headers },
		{ log },
	)
		.ask("acme/tool")
		.catch(String);
	assert.match(second, /was answered with the status 403/);
	assert.doesNotMatch([failure, second, ...lines].join("\n"), /hunter22/);
	assert.equal(other.requests.at(-1)?.headers.authorization, undefined);
});

test("redirects lead neither out of the web nor round for ever", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	const to = (location: string) =>
		server.serve(
			"/tool",
			(_request, response) => void response.writeHead(302, { location }).end(),
		);
	const { ask } = storeIn(cacheDir, { url });
	to("file:///etc/passwd");
	await assert.rejects(
		ask("acme/tool"),
		/redirects to an address that is not used: file:\/\/\/etc\/passwd/,
	);
	to("http://user:hunter22@127.0.0.1/");
	await assert.rejects(
		ask("acme/tool"),
		/redirects to an address that is not used: http:\/\/127\.0\.0\.1\/\./,
	);
	to("/tool");
	await assert.rejects(ask("acme/tool"), /redirects more than 10 times/);
});

test("archives are unpacked: the program by its name, of a folder when one is named", async (t) => {
	const { server, url, cacheDir } = await acme(t);
	const helm = tarGz([
		{ name: "linux-amd64/LICENSE", content: "no" },
		{ name: "linux-amd64/README.md", content: "no" },
		{ name: "other/helm", content: "no", mode: 0o755 },
		{ name: "linux-amd64/helm", content: "helm", mode: 0o755 },
	]);
	const tool = zip([
		{ name: "LICENSE", content: "no" },
		{ name: "executor_tool_linux_amd64", content: "zipped" },
	]);
	server.serve("/helm.tar.gz", helm);
	server.serve("/tool.zip", tool);
	server.serve(
		"/index.yaml",
		indexOf([
			{
				url: `tool.zip?checksum=sha256:${sha256(tool)}`,
				dependencies: {
					helm: {
						url: `${server.url}/helm.tar.gz//linux-amd64`,
						checksum: sha256(helm),
					},
				},
			},
		]),
	);
	const file = await storeIn(cacheDir, { url }).ask("acme/tool");
	assert.equal(readFileSync(file, "utf8"), "zipped");
	assert.equal(readFileSync(`${file}_deps/helm`, "utf8"), "helm");
	const count = server.requests.length;
	await storeIn(cacheDir, { url }).ask("acme/tool");
	assert.equal(server.requests.length, count);
	writeFileSync(`${file}_deps/helm`, "changed");
	await storeIn(cacheDir, { url }).ask("acme/tool");
	assert.equal(readFileSync(`${file}_deps/helm`, "utf8"), "helm");
});

test("an index of files on this machine is one of its own folder", async (t) => {
	const mirror = tempDir(t);
	writeFileSync(join(mirror, "tool"), "the program");
	const write = (address: string) =>
		writeFileSync(
			join(mirror, "index.yaml"),
			indexOf([{ url: address, checksum: sha256("the program") }]),
		);
	const url = `file://${mirror}/index.yaml`;
	write("tool");
	const file = await storeIn(tempDir(t), { url }).ask("acme/tool");
	assert.equal(readFileSync(file, "utf8"), "the program");
	for (const address of [
		"../../../etc/passwd",
		"file:///etc/passwd",
		"..%2f..%2fetc/passwd",
	]) {
		write(address);
		await assert.rejects(
			storeIn(tempDir(t), { url }).ask("acme/tool"),
			/an address that is not used/,
		);
	}
	const server = await startPluginServer(t);
	server.serve(
		"/index.yaml",
		indexOf([
			{ url: `file://${mirror}/tool`, checksum: sha256("the program") },
		]),
	);
	await assert.rejects(
		storeIn(tempDir(t), { url: `${server.url}/index.yaml` }).ask("acme/tool"),
		/an address that is not used/,
	);
});

test("a plugin folder that every user can write to is not used", async (t) => {
	const { url, cacheDir } = await acme(t);
	await storeIn(cacheDir, { url }).ask("acme/tool");
	chmodSync(cacheDir, 0o777);
	await assert.rejects(
		storeIn(cacheDir, { url }).ask("acme/tool"),
		/can be written by every user/,
	);
});
