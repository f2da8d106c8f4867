import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { tempDir } from "@quarterdeck/testkit";
import { buildPackage, packPackage } from "./build-package.ts";

const rootDir = fileURLToPath(new URL("../..", import.meta.url));
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;

/** Runs a program; what it said is in the failure. */
function run(file: string, args: readonly string[], cwd: string): string {
	return execFileSync(file, [...args], {
		cwd,
		encoding: "utf8",
		env: { ...process.env, PATH },
		stdio: ["ignore", "pipe", "pipe"],
	});
}

/** Puts the SDK's tarball into a project, and links the checkout's copies of what npm would fetch. */
function install(tarball: string, project: string): void {
	const modules = join(project, "node_modules");
	const sdk = join(modules, "@quarterdeck/plugin-sdk");
	mkdirSync(sdk, { recursive: true });
	run("tar", ["-xzf", tarball, "--strip-components=1", "-C", sdk], project);
	const manifest = (folder: string) =>
		JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	const wanted = [manifest(project), manifest(sdk)].flatMap(
		({ dependencies, devDependencies }) =>
			Object.keys({ ...dependencies, ...devDependencies }),
	);
	for (const name of new Set(wanted)) {
		if (name.startsWith("@quarterdeck/")) continue;
		mkdirSync(dirname(join(modules, name)), { recursive: true });
		symlinkSync(join(rootDir, "node_modules", name), join(modules, name));
	}
	const bin = join(modules, ".bin");
	mkdirSync(bin);
	symlinkSync(join(rootDir, "node_modules/.bin/tsc"), join(bin, "tsc"));
	symlinkSync(
		join(sdk, manifest(sdk).bin["quarterdeck-plugin"]),
		join(bin, "quarterdeck-plugin"),
	);
	run("chmod", ["+x", join(sdk, "main.js")], project);
}

describe("the SDK as npm packs it", () => {
	let tarball = "";
	const folder = mkdtempSync(join(tmpdir(), "qd-sdk-"));
	after(() => rmSync(folder, { recursive: true, force: true }));
	before(async () => {
		const outDir = join(folder, "package");
		mkdirSync(outDir);
		await buildPackage(rootDir, outDir);
		tarball = packPackage(outDir, join(folder, "packed"));
	});
	for (const [kind, options] of [
		["executor", ["--command", "hello Ada"]],
		["source", ["--reports"]],
	] as const)
		test(`makes a new ${kind} that builds, passes its tests and is packed, and conforms as one file`, (t) => {
			const folder = tempDir(t);
			const bin = join(folder, "sdk/main.js");
			mkdirSync(dirname(bin));
			run(
				"tar",
				["-xzf", tarball, "--strip-components=1", "-C", dirname(bin)],
				folder,
			);
			symlinkSync(join(rootDir, "node_modules"), join(folder, "node_modules"));
			const said = run(
				process.execPath,
				[bin, "create", kind, "hello"],
				folder,
			);
			assert.match(said, /npm run pack/);
			const project = join(folder, "hello");
			install(tarball, project);
			run("npm", ["run", "pack"], project);
			const file = `${kind}_v0.0.1_hello.mjs`;
			assert.deepEqual(readdirSync(join(project, "dist")), [file]);
			// Alone in a folder: it needs nothing beside it.
			const alone = join(folder, file);
			run("cp", [join(project, "dist", file), alone], folder);
			unlinkSync(join(folder, "node_modules"));
			const report = run(
				join(project, "node_modules/.bin/quarterdeck-plugin"),
				["conformance", alone, ...options],
				project,
			);
			assert.match(report, /\n\d+ passed, 0 failed\n$/);
		});
});
