import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	chownSync,
	mkdirSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { StoreProblem } from "../plugin-store/index.ts";
import { installation } from "./program.fixture.ts";
import type { Found } from "./program.ts";
import {
	createResolveProgram,
	type ProgramSources,
} from "./resolve-program.ts";

const sources = { folder: installation, form: "sources" } as const;

/** What lies in a folder is found at once. */
function resolverOf(programs: ProgramSources): (key: string) => Found {
	const resolve = createResolveProgram(programs);
	const { signal } = new AbortController();
	return (key) => {
		const found = resolve(key, { signal, onProgress() {} });
		if (found instanceof Promise) assert.fail(`${key} is fetched`);
		return found;
	};
}

function problemOf(resolved: Found): string {
	return "problem" in resolved ? resolved.problem : `found ${resolved.file}`;
}

test("a key that is none, names nothing or climbs out of the folder finds nothing", (t) => {
	const pluginDir = tempDir(t);
	mkdirSync(join(pluginDir, "acme"));
	const resolve = resolverOf({
		node: "/node",
		installation: undefined,
		kubectl: undefined,
		pluginDir,
	});
	for (const key of ["kubectl", "/x", "acme/", "a/b/c"])
		assert.match(problemOf(resolve(key)), /syntax|required/);
	for (const key of ["acme/none", "../none", "none/none", "../../etc/passwd"])
		assert.doesNotMatch(problemOf(resolve(key)), /^found/);
	assert.match(problemOf(resolve("../none")), /not a valid repository name/);
	assert.match(
		problemOf(resolve("botkube/kubectl")),
		/not part of this installation/,
	);
	assert.match(
		problemOf(
			resolverOf({
				node: "/node",
				installation: sources,
				kubectl: undefined,
				pluginDir: undefined,
			})("acme/x"),
		),
		/no plugin folder\. Name one with --plugin-dir or QD_PLUGIN_DIR/,
	);
});

test("a plugin of ours is given Node's collector, to use at rest", () => {
	const program = resolverOf({
		node: process.execPath,
		installation: sources,
		kubectl: undefined,
		pluginDir: undefined,
	})("botkube/kubectl");
	if ("problem" in program) assert.fail(program.problem);
	const flags = program.args.filter((word) => word.startsWith("--"));
	const said = execFileSync(program.file, [...flags, "--print", "typeof gc"]);
	assert.equal(said.toString(), "function\n");
});

test("our kubectl answers to every version, and is shown the code of the installation but not its state", () => {
	const resolve = resolverOf({
		node: "/node",
		installation: sources,
		kubectl: "/opt/kubectl",
		pluginDir: undefined,
	});
	for (const key of [
		"botkube/kubectl",
		"botkube/kubectl@v1",
		"botkube/kubectl@v1.14.0",
	]) {
		const program = resolve(key);
		assert.ok(!("problem" in program));
		assert.equal(program.file, "/node");
		assert.equal(program.env.QD_KUBECTL, "/opt/kubectl");
		assert.ok(program.reads.includes("/opt/kubectl"));
		assert.ok(!program.reads.includes(installation));
	}
});

test("our helm answers to the keys of both repositories that Botkube had it in", () => {
	const resolve = resolverOf({
		node: "/node",
		installation: sources,
		kubectl: "/opt/kubectl",
		helm: "/opt/helm",
		pluginDir: undefined,
	});
	for (const key of ["botkube/helm", "botkubeExtra/helm@v1.14.0"]) {
		const program = resolve(key);
		if ("problem" in program) assert.fail(program.problem);
		assert.equal(
			program.args.at(-1),
			join(installation, "plugins/helm/src/main.ts"),
		);
		assert.equal(program.env.QD_HELM, "/opt/helm");
		assert.ok(program.reads.includes("/opt/helm"));
		assert.ok(!program.reads.includes("/opt/kubectl"));
	}
});

test("our prometheus is a source, and no executor", () => {
	const resolve = createResolveProgram({
		node: "/node",
		installation: sources,
		kubectl: "/opt/kubectl",
		pluginDir: undefined,
	});
	const waiting = { signal: new AbortController().signal, onProgress() {} };
	const found = resolve("botkubeExtra/prometheus", waiting, "source");
	if (found instanceof Promise || "problem" in found) assert.fail();
	assert.equal(
		found.args.at(-1),
		join(installation, "plugins/prometheus/src/main.ts"),
	);
	assert.ok(!found.reads.includes("/opt/kubectl"));
	const executor = resolve("botkubeExtra/prometheus", waiting, "executor");
	if (executor instanceof Promise) assert.fail();
	assert.match(problemOf(executor), /not found executor/);
});

test("our exec is told which programs it may run, and sees those", (t) => {
	const folder = tempDir(t);
	const program = join(folder, "tool");
	writeFileSync(program, "", { mode: 0o755 });
	const resolve = (...execPrograms: string[]) =>
		resolverOf({
			node: "/node",
			installation: sources,
			kubectl: "/opt/kubectl",
			execPrograms,
			pluginDir: undefined,
		})("quarterdeck/exec");
	const found = resolve(program, "/none/such");
	if ("problem" in found) assert.fail(found.problem);
	assert.equal(found.env.QD_EXEC_PROGRAMS, `${program},/none/such`);
	assert.ok(found.reads.includes(program));
	for (const hidden of ["/none/such", "/opt/kubectl"])
		assert.ok(!found.reads.includes(hidden));
	chmodSync(program, 0o777);
	assert.match(
		problemOf(resolve(program)),
		/a program of exec is not run: .*tool can be written by every user/,
	);
});

test("where bundles run, our kubectl is its bundle and sees nothing beside it", (t) => {
	const folder = tempDir(t);
	const dist = join(folder, "plugins/kubectl/dist");
	mkdirSync(dist, { recursive: true });
	const resolve = resolverOf({
		node: "/node",
		installation: { folder, form: "bundle" },
		kubectl: undefined,
		pluginDir: undefined,
	});
	assert.match(problemOf(resolve("botkube/kubectl")), /not part of/);
	writeFileSync(join(dist, "main.js"), "");
	const program = resolve("botkube/kubectl");
	assert.ok(!("problem" in program));
	assert.equal(program.args.at(-1), join(dist, "main.js"));
	assert.deepEqual(program.reads, ["/node", dist]);
});

test("the newest version of a plugin is taken unless one is named", (t) => {
	const pluginDir = tempDir(t);
	const folder = join(pluginDir, "acme");
	mkdirSync(folder);
	for (const name of [
		"executor_v1.9.0_tool",
		"executor_v1.10.0_tool",
		"executor_v1.10.0-rc.1_tool",
		"executor_v2.0.0_other",
		"source_v9.0.0_tool",
		"executor_v1.0.0_script.ts",
	])
		writeFileSync(join(folder, name), "");
	const resolve = resolverOf({
		node: "/node",
		installation: undefined,
		kubectl: undefined,
		pluginDir,
	});
	assert.equal(
		problemOf(resolve("acme/tool")),
		`found ${join(folder, "executor_v1.10.0_tool")}`,
	);
	assert.equal(
		problemOf(resolve("acme/tool@v1.9.0")),
		`found ${join(folder, "executor_v1.9.0_tool")}`,
	);
	assert.match(
		problemOf(resolve("acme/tool@v3.0.0")),
		/^not found executor plugin called "tool" in "acme" repository: there is no file executor_v3\.0\.0_tool in .*\/acme, which has v1\.10\.0, v1\.10\.0-rc\.1, v1\.9\.0 of it/,
	);
	assert.match(
		problemOf(resolve("acme/none")),
		/there is no file executor_VERSION_none in .*\/acme\. Put the program there$/,
	);
	assert.match(
		problemOf(resolve("else/none")),
		/in .*\/else, which does not exist\. Make it and put the program there$/,
	);
	const script = resolve("acme/script");
	assert.ok(!("problem" in script));
	assert.deepEqual(
		[script.file, script.args.at(-1)],
		["/node", join(folder, "executor_v1.0.0_script.ts")],
	);
});

/** A plugin folder with one plugin, and what the agent finds there. */
function onePlugin(t: TestContext) {
	const pluginDir = tempDir(t);
	const folder = join(pluginDir, "acme");
	mkdirSync(folder);
	const file = join(folder, "executor_1.0.0_x");
	writeFileSync(file, "", { mode: 0o755 });
	const resolve = resolverOf({
		node: "/node",
		installation: undefined,
		kubectl: undefined,
		pluginDir,
	});
	return { pluginDir, folder, file, found: () => problemOf(resolve("acme/x")) };
}

test("a plugin that every user could change is not run", (t) => {
	const { folder, file, found } = onePlugin(t);
	assert.match(found(), /^found/);
	chmodSync(file, 0o757);
	assert.match(found(), /executor_1\.0\.0_x can be written by every user/);
	chmodSync(file, 0o755);
	chmodSync(folder, 0o777);
	assert.match(found(), /acme can be written by every user/);
});

test("a plugin of another user is not run, nor one behind a link to another user's", {
	skip: process.getuid?.() !== 0 && "only root can give files to another user",
}, (t) => {
	const { pluginDir, folder, file, found } = onePlugin(t);
	for (const path of [file, folder]) {
		chownSync(path, 65_534, 65_534);
		assert.match(found(), /belongs to another user \(uid 65534\)/);
		chownSync(path, 0, 0);
	}
	const elsewhere = join(pluginDir, "elsewhere");
	mkdirSync(elsewhere);
	writeFileSync(join(elsewhere, "program"), "", { mode: 0o755 });
	chownSync(elsewhere, 65_534, 65_534);
	symlinkSync(join(elsewhere, "program"), join(folder, "executor_2.0.0_x"));
	assert.match(found(), /elsewhere belongs to another user/);
});

test("what a repository of the configuration has is asked of it, and what it says is passed on", async (t) => {
	const { pluginDir, file } = onePlugin(t);
	const asked: unknown[] = [];
	const words: string[] = [];
	const resolve = createResolveProgram({
		node: "/node",
		installation: undefined,
		kubectl: undefined,
		pluginDir,
		repositories: {
			knows: (repository) => repository === "acme",
			async provide(key, kind, { onProgress }) {
				asked.push([key.name, key.version, kind]);
				onProgress("downloading x");
				if (key.name === "none") throw new StoreProblem("there is none");
				if (key.name === "broken") throw new TypeError("a fault");
				return file;
			},
		},
	});
	const waiting = {
		signal: new AbortController().signal,
		onProgress: (text: string) => void words.push(text),
	};
	const found = await resolve("acme/x@1.0.0", waiting, "source");
	assert.equal(problemOf(found), `found ${file}`);
	assert.equal(
		"env" in found && found.env.PLUGIN_DEPENDENCY_DIR,
		`${file}_deps`,
	);
	assert.deepEqual(await resolve("acme/none", waiting), {
		problem: "there is none",
	});
	await assert.rejects(async () => resolve("acme/broken", waiting), TypeError);
	assert.match(problemOf(await resolve("other/x", waiting)), /does not exist/);
	assert.deepEqual(asked, [
		["x", "1.0.0", "source"],
		["none", undefined, "executor"],
		["broken", undefined, "executor"],
	]);
	assert.deepEqual(words, Array(3).fill("downloading x"));
	// What is fetched is looked at as what a person put there.
	chmodSync(file, 0o757);
	const open = await resolve("acme/x", waiting);
	assert.match(problemOf(open), /can be written by every user/);
});
