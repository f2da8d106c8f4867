import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { compareVersions } from "./compare-versions.ts";
import { goPlatformOf } from "./go-platform.ts";
import { publicKeyText, signIndex } from "./index-signature.ts";
import { findEntry, parseIndex } from "./plugin-index.ts";
import { sha256, startPluginServer } from "./plugin-server.fixture.ts";
import { indexOf, storeIn } from "./plugin-store.fixture.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("what is wrong with an index is told in Botkube's words, all of it", () => {
	const entry = (fields: string) => `  - {${fields}}\n`;
	const good =
		'urls: [{url: "http://x/y", platform: {os: linux, architecture: arm64}}]';
	const text = `entries:
${entry("name: a, type: executor, version: v1.0.0")}${entry(`name: b, type: executor, version: v1.0.0, ${good}`)}${entry(`name: b, type: executor, version: v1.0.0, ${good}`)}${entry(`name: c, type: source, ${good}`)}${entry(`name: c, version: v1.0.0, ${good}`)}${entry(`type: source, version: v1.0.0, ${good}`)}${entry(`name: d, type: plugin, version: v1.0.0, ${good}`)}${entry('name: e, type: source, version: v1.0.0, urls: [{url: "http://x/y", platform: {os: linux, architecture: arm64}, dependencies: {kubectl: {url: ""}}}]')}`;
	assert.throws(() => parseIndex(bytes(text)), {
		message: `7 errors occurred:
	* entries[0]: 1 error occurred:
		* field urls cannot be empty
	* entries[2]: 1 error occurred:
		* conflicts with the 1st entry as both have the same type, name, and version
	* entries[3]: 1 error occurred:
		* field version cannot be empty
	* entries[4]: 1 error occurred:
		* field type cannot be empty
	* entries[5]: 1 error occurred:
		* field name cannot be empty
	* entries[6]: 1 error occurred:
		* field type is not valid, allowed values are [source executor]
	* entries[7]: 1 error occurred:
		* dependency URL for key "kubectl" and platform "linux/arm64" cannot be empty`,
	});
});

test("an index that is none, too large, unfolds, or has names of other folders is refused", () => {
	const one = (fields: string) =>
		`entries: [{name: a, type: executor, version: v1.0.0, urls: [{url: x, platform: {os: linux, architecture: arm64}}], ${fields}}]`;
	for (const [text, said] of [
		["[", /is not YAML/],
		["entries: 1", /entries: /],
		["{}", /entries: /],
		[`# ${"x".repeat(4_194_304)}\nentries: []`, /larger than 4 MiB/],
		[
			`a: &a [1,1]\nb: &b [${"*a,".repeat(50)}]\nc: &c [${"*b,".repeat(50)}]\nentries: [*c,*c]`,
			/is not YAML|entries/,
		],
		[one("").replace("name: a", "name: ../a"), /"\.\.\/a" is not a valid name/],
		[one("").replace("v1.0.0", "../1"), /"\.\.\/1" is not a valid version/],
		[
			one("").replace("url: x", "url: x, dependencies: {../b: {url: y}}"),
			/"\.\.\/b" is not a valid name/,
		],
		[
			one("").replace("url: x", "url: x, checksum: abc"),
			/checksum "abc" is not SHA-256/,
		],
		[one("").replace("url: x", "url: [x]"), /entries\[0\]\.urls\.0\.url: /],
	] as const)
		assert.throws(() => parseIndex(bytes(text)), said, text.slice(0, 80));
	assert.deepEqual(parseIndex(bytes("entries:\n")).entries, []);
	assert.equal(parseIndex(bytes(one("surprise: 1"))).entries.length, 1);
});

test("an index of Botkube 1.14 is read as it is", () => {
	const file = new URL("./testdata/botkube-1.14-index.yaml", import.meta.url);
	const index = parseIndex(readFileSync(file));
	const helm = findEntry(index, {
		kind: "executor",
		name: "helm",
		version: undefined,
	});
	assert.equal(helm?.version, "v1.14.0");
	const arm = helm?.urls.find(
		({ platform }) => platform.architecture === "arm64",
	);
	assert.match(arm?.dependencies.helm?.url ?? "", /\.tar\.gz\/\/linux-arm64$/);
	const argocd = findEntry(index, {
		kind: "source",
		name: "argocd",
		version: "v1.14.0",
	});
	assert.match(
		argocd?.externalRequest?.payload?.jsonSchema?.value ?? "",
		/"message"/,
	);
	assert.equal(
		findEntry(index, { kind: "source", name: "helm", version: undefined }),
		undefined,
	);
});

test("versions are in the order of semantic versioning", () => {
	const sorted = [
		"0.9.0",
		"1.0.0-alpha",
		"1.0.0-alpha.1",
		"1.0.0-alpha.beta",
		"1.0.0-beta",
		"1.0.0-beta.2",
		"1.0.0-beta.11",
		"1.0.0-rc.1",
		"v1.0.0",
		"1.0.1",
		"v1.2.0",
		"1.10.0",
		"20240101000000000000.0.0",
	];
	assert.deepEqual([...sorted].reverse().sort(compareVersions), sorted);
	assert.equal(compareVersions("v1.0.0+a", "1.0.0+b"), 0);
	assert.equal(compareVersions("1.0", "1.0.0"), 0);
});

test("platforms have Go's names", () => {
	assert.deepEqual(goPlatformOf("linux", "x64"), {
		os: "linux",
		architecture: "amd64",
	});
	assert.deepEqual(goPlatformOf("win32", "ia32"), {
		os: "windows",
		architecture: "386",
	});
	assert.deepEqual(goPlatformOf("darwin", "arm64"), {
		os: "darwin",
		architecture: "arm64",
	});
});

test("with a public key the index must be signed by it, fetched or in the cache", async (t) => {
	const { privateKey } = generateKeyPairSync("ed25519");
	const stranger = generateKeyPairSync("ed25519").privateKey;
	const publicKey = publicKeyText(privateKey);
	const server = await startPluginServer(t);
	const url = `${server.url}/index.yaml`;
	const cacheDir = tempDir(t);
	const offer = (serial: number, version: string, key = privateKey) => {
		const index = indexOf(
			[{ version, url: "tool", checksum: sha256("tool") }],
			{ serial },
		);
		server.serve("/index.yaml", index);
		server.serve("/index.yaml.sig", signIndex(bytes(index), key));
		return index;
	};
	server.serve("/tool", "tool");
	const ask = (key = "acme/tool") =>
		storeIn(cacheDir, { url, publicKey }).ask(key);
	server.serve(
		"/index.yaml",
		indexOf([{ url: "tool", checksum: sha256("tool") }]),
	);
	await assert.rejects(
		ask(),
		/index\.yaml\.sig was answered with the status 404/,
	);
	offer(5, "v1.0.0", stranger);
	await assert.rejects(ask(), /signature of the index is not one by the key/);
	const index = offer(5, "v1.0.0");
	server.serve("/index.yaml", `${index}\n`);
	await assert.rejects(ask(), /signature of the index is not one by the key/);
	offer(5, "v1.0.0");
	await ask();
	// Replayed: an index that was good once.
	offer(4, "v0.9.0");
	await assert.rejects(
		ask("acme/tool@v0.9.0"),
		/is older than the one that was fetched before \(serial 4, before 5\)/,
	);
	offer(6, "v2.0.0");
	await ask("acme/tool@v2.0.0");
	// Changed in the cache: fetched again.
	const cached = join(cacheDir, "acme.yaml");
	writeFileSync(
		cached,
		readFileSync(cached, "utf8").replace("v2.0.0", "v3.0.0"),
	);
	await assert.rejects(ask("acme/tool@v3.0.0"), /has no version v3\.0\.0/);
	assert.match(readFileSync(cached, "utf8"), /v2\.0\.0/);
});

test("an index that a person put into the cache counts, with its signature beside it where one is asked for", async (t) => {
	const { privateKey } = generateKeyPairSync("ed25519");
	const cacheDir = tempDir(t);
	const mirror = tempDir(t);
	writeFileSync(join(mirror, "tool"), "tool");
	const url = `file://${mirror}/index.yaml`;
	const index = indexOf([{ url: "tool", checksum: sha256("tool") }]);
	writeFileSync(join(cacheDir, "acme.yaml"), index);
	await storeIn(cacheDir, { url }).ask("acme/tool");
	const publicKey = publicKeyText(privateKey);
	await assert.rejects(
		storeIn(cacheDir, { url, publicKey }).ask("acme/tool"),
		/there is no file/,
	);
	writeFileSync(
		join(cacheDir, "acme.yaml.sig"),
		signIndex(bytes(index), privateKey),
	);
	await storeIn(cacheDir, { url, publicKey }).ask("acme/tool");
});

test("an index by http needs a signature, unless whatever comes is taken", async (t) => {
	const url = "http://plugins.example.test/index.yaml";
	await assert.rejects(
		storeIn(tempDir(t), { url }).ask("acme/tool"),
		/comes by http, where anybody on the way can change it/,
	);
	for (const bad of [
		"https://user:hunter22@example.test/x",
		"ftp://example.test/x",
		"nothing",
	])
		await assert.rejects(
			storeIn(tempDir(t), { url: bad }).ask("acme/tool"),
			/the address of the repository acme is not used/,
		);
});
