import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import type { PrivateApt } from "./private-apt.ts";
import { runProgram } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

/** A package file as the signed index describes it. */
export interface DebianArchive {
	readonly name: string;
	readonly debianVersion: string;
	readonly file: string;
	readonly bytes: number;
	readonly sha256: string;
}

// Lines such as: 'http://…/x_1%2b2-1_amd64.deb' x_1+2-1_amd64.deb 5351944 SHA256:31ef…
const archiveLine = /^'[^']*' ((\S+?)_(\S+)_\S+\.deb) (\d+) SHA256:([0-9a-f]+)/;

function parseArchives(text: string): DebianArchive[] {
	return text.split("\n").flatMap((line) => {
		const [, file, name, version, bytes, sha256] = archiveLine.exec(line) ?? [];
		if (!file || !name || !version || !sha256) return [];
		const debianVersion = decodeURIComponent(version);
		return [{ name, debianVersion, file, bytes: Number(bytes), sha256 }];
	});
}

/** The package files of those names, as the suite has them. @throws SetupError in apt's words. */
export async function planArchives(
	apt: PrivateApt,
	names: readonly string[],
): Promise<DebianArchive[]> {
	const result = await apt.run("apt-get", [
		"--print-uris",
		"download",
		...names,
	]);
	if (result.code !== 0)
		throw new SetupError(
			lastLine(result.stderr) || `${apt.suite} does not have it`,
		);
	return parseArchives(result.stdout);
}

/**
 * The package and what it needs, without what is installed. apt works it out for a machine with nothing on it, so
 * that a broken state of the real one does not matter.
 */
export async function missingPackages(
	apt: PrivateApt,
	name: string,
	statusFile: string,
): Promise<string[]> {
	const result = await apt.run("apt-get", [
		"--print-uris",
		"--yes",
		"--no-install-recommends",
		"install",
		name,
	]);
	if (result.code !== 0) throw new SetupError(lastLine(result.stderr));
	const installed = await installedPackages(statusFile);
	// The digests of this plan are weaker on some releases; only the names are taken from it.
	return [...result.stdout.matchAll(/^'[^']*' (\S+?)_\S+\.deb /gm)]
		.map((match) => match[1] ?? "")
		.filter((needed) => needed === name || !installed.has(needed));
}

async function installedPackages(statusFile: string): Promise<Set<string>> {
	const text = await readFile(statusFile, "utf8").catch(() => "");
	const names = text
		.split("\n\n")
		.filter((stanza) => /^Status: \S+ ok installed$/m.test(stanza))
		.map((stanza) => /^Package: (\S+)$/m.exec(stanza)?.[1] ?? "");
	return new Set(names);
}

/** Fetches them into `folder` and checks each against the index. @throws SetupError */
export async function downloadArchives(
	apt: PrivateApt,
	archives: readonly DebianArchive[],
	folder: string,
): Promise<void> {
	const names = archives.map(
		({ name, debianVersion }) => `${name}=${debianVersion}`,
	);
	const result = await apt.run("apt-get", ["-q", "download", ...names], folder);
	if (result.code !== 0) throw new SetupError(lastLine(result.stderr));
	for (const { file, sha256 } of archives) {
		const bytes = await readFile(join(folder, file));
		const actual = createHash("sha256").update(bytes).digest("hex");
		if (actual !== sha256)
			throw new SetupError(`${file} has digest ${actual}, not ${sha256}`);
	}
}

/** Unpacks one below `root`, running none of its scripts. @throws SetupError */
export async function extractArchive(
	env: Environment,
	file: string,
	root: string,
): Promise<void> {
	const result = await runProgram({
		command: "dpkg-deb",
		args: ["--extract", file, root],
		env,
	});
	if (result.code !== 0)
		throw new SetupError(`cannot unpack ${file}: ${lastLine(result.stderr)}`);
}

function lastLine(text: string): string {
	const lines = text.trim().split("\n");
	return (lines.findLast((line) => line.startsWith("E:")) ?? lines.at(-1) ?? "")
		.replace(/^E: /, "")
		.replace(/:\/\/[^/@\s]*@/g, "://");
}
