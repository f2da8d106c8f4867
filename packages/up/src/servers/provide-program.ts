import { join } from "node:path";
import { type Environment, readEnvironment } from "@quarterdeck/runtime";
import { isAtLeast } from "./compare-versions.ts";
import { findInPath, isExecutable } from "./find-in-path.ts";
import { SetupError } from "./setup-error.ts";
import { unpackDebianPackage } from "./unpack-debian-package.ts";

export interface ProvideOptions {
	/** The project's cache; what is fetched is unpacked below it. */
	readonly cacheDir: string;
	/** Oldest version that will do. */
	readonly minimum: string;
	/** One line of progress for a person. */
	readonly say: (line: string) => void;
	/** Default: this process's. */
	readonly env?: Environment;
	/** Debian suites that carry a new enough one, newest first; default sid, trixie. */
	readonly suites?: readonly string[];
	/** Where the machine's apt files are; default /etc/apt. */
	readonly etcApt?: string;
	/** False: nothing is fetched; only PATH and what was fetched before count. Default true. */
	readonly fetch?: boolean;
	/** Gives up fetching. */
	readonly signal?: AbortSignal;
}

/** A program this machine can run now. */
export interface ProvidedProgram {
	readonly path: string;
	readonly version: string;
	/** `path` when the machine had it, otherwise the Debian suite it was unpacked from. */
	readonly source: string;
}

/** How one program is asked for its version and where Debian keeps it. */
export interface ProgramKind {
	readonly name: string;
	readonly debianPackage: string;
	/** Its version, or undefined when the file at `path` does not answer as that program. */
	readonly versionOf: (
		path: string,
		env: Environment,
	) => Promise<string | undefined>;
}

/**
 * The program from PATH when new enough, else from the project's cache or a newer Debian suite.
 * @throws SetupError saying what was found, why nothing could be fetched, and what to install.
 */
export async function provideProgram(
	kind: ProgramKind,
	options: ProvideOptions,
): Promise<ProvidedProgram> {
	const env = options.env ?? readEnvironment();
	const seen: string[] = [];
	for (const path of findInPath(kind.name, env)) {
		const version = await kind.versionOf(path, env);
		if (version && isAtLeast(version, options.minimum))
			return { path, version, source: "path" };
		seen.push(`${path} is ${version ? `version ${version}` : "not usable"}`);
	}
	try {
		return await fromDebian(kind, options, env);
	} catch (cause) {
		if (!(cause instanceof SetupError)) throw cause;
		throw new SetupError(
			`${kind.name} ${options.minimum} or newer is required, but ${seen.length > 0 ? seen.join(", ") : "there is none in PATH"}. ${cause.message} Install ${kind.name} ${options.minimum} or newer, put it in PATH and start again.`,
			{ cause },
		);
	}
}

async function fromDebian(
	kind: ProgramKind,
	options: ProvideOptions,
	env: Environment,
): Promise<ProvidedProgram> {
	const inside = async (root: string) => {
		for (const folder of ["usr/bin", "usr/sbin"]) {
			const path = join(root, folder, kind.name);
			const version = isExecutable(path) && (await kind.versionOf(path, env));
			if (version) return { path, version };
		}
		return undefined;
	};
	const unpacked = await unpackDebianPackage({
		name: kind.debianPackage,
		suites: options.suites ?? ["sid", "trixie"],
		cacheDir: options.cacheDir,
		env,
		accept: (version) => isAtLeast(version, options.minimum),
		works: async (root) => (await inside(root)) !== undefined,
		say: options.say,
		...(options.etcApt === undefined ? {} : { etcApt: options.etcApt }),
		...(options.fetch === undefined ? {} : { fetch: options.fetch }),
		...(options.signal === undefined ? {} : { signal: options.signal }),
	});
	const found = await inside(unpacked.root);
	if (found) return { ...found, source: unpacked.suite };
	throw new SetupError(
		`The copy in ${unpacked.root} is damaged. Delete it and start again.`,
	);
}
