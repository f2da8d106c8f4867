import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { readHelmCommand } from "./helm-command.ts";
import { aliases, commands, everywhere } from "./helm-rules.ts";
import { findRealHelm } from "./real-helm.fixture.ts";

const read = (...words: string[]) =>
	readHelmCommand(["helm", ...words], { defaultNamespace: "default" });
const args = (...words: string[]) => {
	const command = read(...words);
	return command.kind === "run" ? command.args.join(" ") : command.reason;
};
function refused(reason: RegExp, ...words: string[]): void {
	const command = read(...words);
	assert.equal(command.kind, "refuse", `${words.join(" ")} was not refused`);
	assert.match(command.kind === "refuse" ? command.reason : "", reason);
}

describe("the namespace", () => {
	test("is the default one where none is named", () => {
		assert.equal(args("list"), "list -n default");
		assert.equal(args("ls", "-q"), "list -n default -q");
		assert.equal(args("get", "all", "web"), "get -n default all web");
	});
	test("is the one that is named, in every spelling", () => {
		for (const words of [
			["-n", "shop"],
			["-nshop"],
			["-n=shop"],
			["-qn", "shop"],
			["--namespace", "shop"],
			["--namespace=shop"],
			["-A"],
			["-qA"],
			["--all-namespaces"],
		])
			assert.equal(args("list", ...words), `list ${words.join(" ")}`);
	});
	test("is none for what does not ask the cluster", () => {
		for (const words of [
			["version"],
			["help", "list"],
			["list", "--help"],
			["get", "-h"],
		])
			assert.equal(args(...words), words.join(" "));
		assert.equal(args(), "help");
		assert.equal(args("-h"), "help");
	});
});

describe("refused is", () => {
	test("every command that is not on the list, and a flag before the command", () => {
		for (const name of [
			"plugin",
			"repo",
			"pull",
			"template",
			"env",
			"constructor",
			"",
		])
			refused(/command is not supported/, name);
		for (const words of [
			["--kubeconfig=x", "list"],
			["-n", "x", "list"],
			["--", "list"],
			["-"],
		])
			refused(/Write the helm command first/, ...words);
	});
	test("every way to another identity, server, file or program", () => {
		for (const words of [
			["--kube-as-user", "root"],
			["--kube-as-user=root"],
			["--kube-as-group=system:masters"],
			["--kubeconfig", "/x"],
			["--kube-apiserver=http://x"],
			["--kube-token=x"],
			["--kube-context=x"],
			["--registry-config=/x"],
			["--repository-cache=/x"],
			["--post-renderer=/bin/sh"],
			["--name-template={{env}}"],
			["--keyring=/x"],
			["--ca-file", "/x"],
			["--username=x"],
			["--debug"],
			["--KUBECONFIG=/x"],
			["--kube_token=x"],
			["--kube"],
			["--=x"],
			["-gx"],
			["-x"],
		])
			refused(
				/flag is not supported/,
				"install",
				"web",
				"https://x/y.tgz",
				...words,
			);
		for (const words of [
			["-f", "/etc/passwd"],
			["-f=/x"],
			["-gf", "/x"],
			["--values=/x"],
			["--set-file", "a=/x"],
		])
			refused(
				/would open files/,
				"install",
				"web",
				"https://x/y.tgz",
				...words,
			);
		refused(/would open files/, "upgrade", "web", "https://x/y.tgz", "-if/x");
	});
	test("such a flag where a value is expected", () => {
		refused(
			/Write "--description=--kubeconfig=x"/,
			"uninstall",
			"web",
			"--description",
			"--kubeconfig=x",
		);
		refused(
			/Write "--namespace=--kube-token"/,
			"list",
			"-n",
			"--kube-token",
			"x",
		);
		refused(/needs a value/, "list", "-n");
		assert.equal(
			args("uninstall", "web", "--description=--kubeconfig=x"),
			"uninstall -n default web --description=--kubeconfig=x",
		);
	});
	test("anything behind --, and a lone dash", () => {
		refused(/"" flag is not supported/, "status", "--", "web");
		refused(/Nothing was expected at "-"/, "status", "-");
	});
	test("a chart that is no address, and no name in a repository", () => {
		for (const chart of [
			"./chart",
			"/chart",
			"chart",
			"bitnami/nginx",
			"oci://x/y",
			"file:///x",
			"",
			"https://",
		])
			refused(
				/is no chart that can be installed here/,
				"install",
				"web",
				chart,
			);
		for (const chart of ["./chart", "../x", "a/b", ""])
			refused(/is no chart/, "install", "web", chart, "--repo", "https://x");
		for (const repo of ["file:///x", "/x", "oci://x", ""])
			refused(
				/is no address of a repository/,
				"install",
				"web",
				"nginx",
				`--repo=${repo}`,
			);
		refused(
			/is no address/,
			"install",
			"a",
			"b",
			"--repo=https://x",
			"--repo=/x",
		);
		refused(/is no name of a release/, "install", "./x", "https://x/y.tgz");
	});
	test("a word that is no name", () => {
		for (const word of ["/etc/passwd", "../x", "", "a b"])
			refused(/is no name of a release/, "status", word);
		refused(/Nothing was expected/, "list", "web");
	});
});

test("charts by address and by repository, and values, pass", () => {
	for (const words of [
		["install", "web", "https://example.com/nginx-1.0.0.tgz"],
		[
			"install",
			"web",
			"nginx",
			"--repo",
			"https://example.com",
			"--set",
			"a=b,c=/etc/x",
		],
		["install", "-g", "nginx", "--repo=https://example.com"],
		[
			"upgrade",
			"-i",
			"web",
			"nginx",
			"--repo=https://example.com",
			"--dry-run=server",
		],
		["rollback", "web", "3", "--wait"],
		["list", "-f", "^web", "-m", "5"],
		["get", "values", "web", "-a", "-o", "yaml"],
	])
		assert.match(args(...words), new RegExp(`^${words[0]} -n default `));
});

const helm = findRealHelm();
describe("the real helm", {
	skip: helm === undefined && "helm is not on this machine",
}, () => {
	const help = (...words: string[]) =>
		execFileSync(helm ?? "", [...words, "--help"], { encoding: "utf8" });
	const flagsOf = (text: string) =>
		[
			...text.matchAll(
				/^ +(?:-(\w), )?--([a-z0-9-]+)(?: ([A-Za-z]+(?:\[=)?))?(?= |[^\s]|$)/gm,
			),
		].map(([, letter, name = "", value]) => ({
			letter,
			name,
			// `string[="client"]`: the value may only stand behind `=`.
			takesNext: value !== undefined && !value.endsWith("[="),
		}));
	const dangerous =
		/^kube|file|^registry|^repository-|keyring|post-renderer|^values$|template$|user|password|credentials|insecure|plain-http|dependency-update|enable-dns|debug/;

	for (const [name, rule] of Object.entries(commands)) {
		if (rule.words === "topics") continue;
		test(`reads the flags of ${name} as we do, and has none that is dangerous and allowed`, () => {
			const topics = name === "get" ? ["all", "values", "metadata"] : [""];
			const real = topics.flatMap((topic) =>
				flagsOf(help(...[name, topic].filter(Boolean))),
			);
			assert.ok(real.length > 5);
			const ours = [...rule.switches, ...rule.values, ...everywhere.values];
			for (const flag of ours) {
				assert.doesNotMatch(flag, dangerous);
				const found = real.find((one) => one.name === flag);
				// Flags that came later than this helm are none that it could misread.
				if (!found) continue;
				const takesValue = !rule.switches.includes(flag);
				assert.equal(found.takesNext, takesValue, flag);
			}
			const letters = { ...rule.letters, ...everywhere.letters };
			for (const { letter, name: flag } of real)
				if (letter && letter in letters)
					assert.equal(letters[letter as keyof typeof letters], flag);
		});
	}
	test("knows the other names of its commands as we do", () => {
		for (const [alias, name] of Object.entries(aliases))
			assert.equal(help(alias), help(name));
	});
});
