import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, systemClock } from "@quarterdeck/runtime";
import {
	type AptSource,
	type DebianMirror,
	findDebianMirror,
	parseAptSources,
} from "./apt-sources.ts";
import { findInPath } from "./find-in-path.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

/** apt with settings, lists and archives of our own, reading one suite of the machine's own Debian mirror. */
export interface PrivateApt {
	readonly suite: string;
	/** Fetches the suite's index unless it was fetched within the hour. @throws SetupError */
	refresh(): Promise<void>;
	/** Runs `apt-get` or `apt-cache` against that suite alone. */
	run(
		program: "apt-get" | "apt-cache",
		args: readonly string[],
		cwd?: string,
	): Promise<ProgramResult>;
}

export interface PrivateAptOptions {
	readonly suite: string;
	/** Folder of this suite's apt files. Two processes must not use it at once: hold a lock. */
	readonly root: string;
	readonly env: Environment;
	/** Where the machine's apt files are; default /etc/apt. */
	readonly etcApt?: string;
	/** Ends what is being fetched. */
	readonly signal?: AbortSignal;
}

const keyrings = [
	"/usr/share/keyrings/debian-archive-keyring.gpg",
	"/usr/share/keyrings/debian-archive-keyring.pgp",
];
const freshForMs = 3_600_000;

/**
 * Prepares a private apt. Nothing of the system is read but its sources, its way to the network (proxies,
 * credentials for mirrors) and its keys; nothing of it is written. Signatures are checked; only the age of the
 * index is not, because frozen mirrors serve old ones.
 * @throws SetupError when this is not Debian, apt is missing, or no Debian mirror or key is known.
 */
export async function openPrivateApt(
	options: PrivateAptOptions,
): Promise<PrivateApt> {
	const { root, suite, env } = options;
	const etcApt = options.etcApt ?? "/etc/apt";
	if (findInPath("apt-get", env).length === 0)
		throw new SetupError("apt-get is missing, so this is not a Debian machine");
	const mirror = findDebianMirror(await readSources(etcApt));
	if (!mirror)
		throw new SetupError(
			`no Debian mirror is named in ${etcApt}/sources.list or ${etcApt}/sources.list.d`,
		);
	for (const folder of ["etc/parts", "lists/partial", "archives/partial"])
		await mkdir(join(root, folder), { recursive: true });
	const keyring = await provideKeyring(mirror, root);
	await writeFile(join(root, "status"), "");
	await writeFile(
		join(root, "etc", "sources.list"),
		`deb [signed-by=${keyring}] ${mirror.uri} ${suite} main\n`,
	);
	const settings = join(root, "apt.conf");
	const network = await machineNetworkSettings(env);
	await writeFile(settings, settingsText(options, etcApt) + network, {
		mode: 0o600,
	});

	const run: PrivateApt["run"] = (program, args, cwd) =>
		runProgram({
			command: program,
			args,
			env: { ...env, APT_CONFIG: settings, LC_ALL: "C" },
			timeoutMs: 600_000,
			...(options.signal === undefined ? {} : { signal: options.signal }),
			...(cwd === undefined ? {} : { cwd }),
		});
	return { suite, run, refresh: () => refresh(root, mirror, suite, run) };
}

async function readSources(etcApt: string): Promise<AptSource[]> {
	const folder = join(etcApt, "sources.list.d");
	const names = await readdir(folder).catch(() => []);
	const files = names
		.filter((name) => /\.(?:list|sources)$/.test(name))
		.sort()
		.map((name) => join(folder, name));
	const found: AptSource[] = [];
	for (const file of [join(etcApt, "sources.list"), ...files]) {
		const text = await readFile(file, "utf8").catch(() => "");
		found.push(...parseAptSources(file, text));
	}
	return found;
}

async function provideKeyring(
	mirror: DebianMirror,
	root: string,
): Promise<string> {
	const { signedBy } = mirror;
	if (signedBy?.startsWith("/")) return signedBy;
	if (signedBy?.includes("BEGIN PGP")) {
		const file = join(root, "etc", "mirror.asc");
		await writeFile(file, signedBy);
		return file;
	}
	for (const file of keyrings) {
		if (await stat(file).catch(() => undefined)) return file;
	}
	throw new SetupError(
		"Debian's keys are missing: install the package debian-archive-keyring",
	);
}

function settingsText(options: PrivateAptOptions, etcApt: string): string {
	const { root } = options;
	// apt reads this file before any other, so the machine's own settings and hooks are never loaded.
	return `Dir "${root}";
Dir::Etc "${root}/etc";
Dir::Etc::main "none";
Dir::Etc::parts "parts";
Dir::Etc::sourcelist "sources.list";
Dir::Etc::sourceparts "none";
Dir::Etc::preferences "none";
Dir::Etc::preferencesparts "none";
Dir::Etc::netrc "${etcApt}/auth.conf";
Dir::Etc::netrcparts "${etcApt}/auth.conf.d";
Dir::State "${root}";
Dir::State::lists "lists";
Dir::State::status "${root}/status";
Dir::Cache "${root}";
Dir::Cache::archives "archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "${root}";
Debug::NoLocking "1";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::GzipIndexes "1";
Acquire::Check-Valid-Until "0";
Acquire::Retries "1";
`;
}

// The machine's proxies and certificates are how it reaches its mirror.
async function machineNetworkSettings(env: Environment): Promise<string> {
	const dump = await runProgram({ command: "apt-config", args: ["dump"], env });
	const kept = dump.stdout
		.split("\n")
		.filter((line) => /^Acquire::(?:https?|ftp|tor|socks|Force)/i.test(line));
	return `${kept.join("\n")}\n`;
}

async function refresh(
	root: string,
	mirror: DebianMirror,
	suite: string,
	run: PrivateApt["run"],
): Promise<void> {
	const stamp = join(root, "fetched");
	const wanted = `${mirror.uri} ${suite}\n`;
	const before = await readFile(stamp, "utf8").catch(() => "");
	const age = before === wanted ? (await stat(stamp)).mtimeMs : 0;
	if (systemClock.now().getTime() - age < freshForMs) return;
	const result = await run("apt-get", ["update", "-q"]);
	// apt-get answers 0 when an index could not be fetched and only warns.
	const failure = /^(?:E|W|Err)[:\d].*$/m.exec(result.stderr)?.[0];
	if (result.code !== 0 || /Failed to fetch|not signed/.test(result.stderr))
		throw new SetupError(
			`cannot download the index of ${suite} from ${withoutPassword(mirror.uri)}: ${withoutPassword(failure ?? result.stderr.slice(-300))}`,
		);
	await writeFile(stamp, wanted);
}

function withoutPassword(text: string): string {
	return text.replace(/:\/\/[^/@\s]*@/g, "://");
}
