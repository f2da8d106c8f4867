import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readEnvironment } from "@quarterdeck/runtime";
import {
	type DebianArchive,
	hasDebianTools,
	startDebianArchive,
	tempDir,
} from "@quarterdeck/testkit";
import { isAtLeast } from "./compare-versions.ts";
import { isExecutable } from "./find-in-path.ts";
import { SetupError } from "./setup-error.ts";
import {
	type UnpackOptions,
	unpackDebianPackage,
} from "./unpack-debian-package.ts";

const skip = hasDebianTools ? false : "this machine has no apt";
const env = { ...readEnvironment(), no_proxy: "127.0.0.1" };

function greeter(version: string) {
	return {
		name: "greeter",
		version,
		files: { "usr/bin/greet": `#!/bin/sh\necho ${version}\n` },
	};
}

function options(
	archive: DebianArchive,
	cacheDir: string,
	said: string[] = [],
): UnpackOptions {
	return {
		name: "greeter",
		suites: ["sid", "trixie"],
		cacheDir,
		env,
		etcApt: archive.etcApt,
		accept: (version) => isAtLeast(version, "2.0"),
		works: async (root) => isExecutable(join(root, "usr/bin/greet")),
		say: (line) => said.push(line),
	};
}

function debRequests(archive: DebianArchive): string[] {
	return archive.requests.filter((path) => path.endsWith(".deb"));
}

describe("a Debian package, unpacked into the cache", { skip }, () => {
	test("comes from the newest suite, says what it fetches, and later needs no network", async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [greeter("2.15.1-1")]);
		archive.publish("trixie", [greeter("2.10.27-1")]);
		const cacheDir = tempDir(t);
		const said: string[] = [];
		const unpacked = await unpackDebianPackage(
			options(archive, cacheDir, said),
		);
		assert.equal(unpacked.version, "2.15.1");
		assert.equal(unpacked.suite, "sid");
		const greet = join(unpacked.root, "usr/bin/greet");
		assert.equal(String(execFileSync(greet)), "2.15.1-1\n");
		assert.match(
			said.join("\n"),
			/downloading greeter 2\.15\.1-1 from Debian sid/,
		);
		await archive.disconnect();
		said.length = 0;
		const again = await unpackDebianPackage(options(archive, cacheDir, said));
		assert.deepEqual(again, unpacked);
		assert.deepEqual(said, []);
	});

	test("comes from the next suite when the first has only an old one", async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [greeter("1.9.0-3")]);
		archive.publish("trixie", [greeter("1:2.10.27+ds-1")]);
		const unpacked = await unpackDebianPackage(options(archive, tempDir(t)));
		assert.equal(unpacked.suite, "trixie");
		assert.equal(unpacked.version, "2.10.27");
	});

	test("brings what it needs when asked, except what is installed", async (t) => {
		const archive = await startDebianArchive(t);
		const library = { files: { "usr/lib/x": "x" }, version: "1" };
		archive.publish("sid", [
			{ ...greeter("2.0-1"), depends: "libneeded, libpresent" },
			{ ...library, name: "libneeded", files: { "usr/lib/needed": "n" } },
			{ ...library, name: "libpresent", files: { "usr/lib/present": "p" } },
		]);
		const cacheDir = tempDir(t);
		const statusFile = join(tempDir(t), "status");
		writeFileSync(
			statusFile,
			"Package: libpresent\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n",
		);
		const { root } = await unpackDebianPackage({
			...options(archive, cacheDir),
			withDependencies: true,
			statusFile,
		});
		assert.ok(existsSync(join(root, "usr/bin/greet")));
		assert.ok(existsSync(join(root, "usr/lib/needed")));
		assert.ok(!existsSync(join(root, "usr/lib/present")));
	});

	test("is fetched once when several ask at once", async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [greeter("2.15.1-1")]);
		const cacheDir = tempDir(t);
		const all = await Promise.all(
			[1, 2, 3].map(() => unpackDebianPackage(options(archive, cacheDir))),
		);
		assert.equal(new Set(all.map(({ root }) => root)).size, 1);
		assert.equal(debRequests(archive).length, 1);
	});

	test("is fetched again when the kept copy is damaged, and leftovers of a killed process go", async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [greeter("2.15.1-1")]);
		const cacheDir = tempDir(t);
		const { root } = await unpackDebianPackage(options(archive, cacheDir));
		writeFileSync(join(root, "usr/bin/greet"), "", { mode: 0o755 });
		mkdirSync(join(cacheDir, "debian", ".unpacking-dead"));
		const works: UnpackOptions["works"] = async (folder) => {
			const file = join(folder, "usr/bin/greet");
			return isExecutable(file) && String(execFileSync(file)) !== "";
		};
		const again = await unpackDebianPackage({
			...options(archive, cacheDir),
			works,
		});
		assert.equal(again.root, root);
		assert.equal(await works(root), true);
		assert.equal(debRequests(archive).length, 2);
		assert.equal(readdirSync(join(cacheDir, "debian")).length, 1);
	});
});

describe("a Debian package that must not be taken", { skip }, () => {
	async function refusal(unpack: UnpackOptions): Promise<string> {
		const error: unknown = await unpackDebianPackage(unpack).then(
			() => assert.fail("it was taken"),
			(reason: unknown) => reason,
		);
		assert.ok(error instanceof SetupError, String(error));
		const shelf = join(unpack.cacheDir, "debian");
		assert.deepEqual(existsSync(shelf) ? readdirSync(shelf) : [], []);
		return error.message;
	}

	test("an index signed by a stranger is refused", async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [greeter("2.15.1-1")]);
		archive.forgeSignature("sid");
		const message = await refusal(options(archive, tempDir(t)));
		assert.match(message, /sid: cannot download the index of sid/);
		assert.deepEqual(debRequests(archive), []);
	});

	test("a package that is not the one in the index is refused", async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [greeter("2.15.1-1")]);
		archive.corruptPackages();
		assert.match(
			await refusal(options(archive, tempDir(t))),
			/Hash Sum mismatch|digest|Failed to fetch/,
		);
	});

	test("each suite's reason is given when all are too old or have it not", async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [greeter("1.9.0-3")]);
		archive.publish("trixie", []);
		assert.match(
			await refusal(options(archive, tempDir(t))),
			/Cannot get the Debian package greeter\. sid: it has only version 1\.9\.0; trixie: Unable to locate package greeter/,
		);
	});

	test("without network the mirror is named", async (t) => {
		const archive = await startDebianArchive(t);
		await archive.disconnect();
		assert.match(
			await refusal(options(archive, tempDir(t))),
			/cannot download the index of \w+ from http:\/\/127\.0\.0\.1:\d+\/debian/,
		);
	});

	test("a machine without apt, and one without a Debian mirror, are told apart", async (t) => {
		const archive = await startDebianArchive(t);
		const withoutApt = tempDir(t);
		for (const tool of ["flock", "sh", "cat"])
			writeFileSync(
				join(withoutApt, tool),
				`#!/bin/sh\nPATH=/usr/bin:/bin exec ${tool} "$@"\n`,
				{ mode: 0o755 },
			);
		const plain = options(archive, tempDir(t));
		assert.match(
			await refusal({ ...plain, env: { PATH: withoutApt } }),
			/apt-get is missing/,
		);
		assert.match(
			await refusal({ ...plain, etcApt: tempDir(t) }),
			/no Debian mirror is named/,
		);
	});
});
