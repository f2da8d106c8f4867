import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Programs on Botkube's own Go SDK. */
export interface GoPeers {
	/** Runs the plugin its arguments name, as Botkube does. */
	readonly host: string;
	/** An executor. */
	readonly plugin: string;
	readonly source: string;
}

const folder = fileURLToPath(new URL("../testdata/go", import.meta.url));
const cache = fileURLToPath(new URL("../../../../.cache/go", import.meta.url));

/**
 * Builds them from modules that were fetched before, or says why they cannot be built here: the tests fetch from the npm and
 * Debian registries and nowhere else. Compile errors are thrown.
 */
export async function buildGoPeers(): Promise<
	GoPeers | { readonly missing: string }
> {
	await mkdir(cache, { recursive: true });
	if ((await go(["version"])) !== undefined)
		return { missing: "Go is not on this machine" };
	if ((await go(modules)) !== undefined)
		return {
			missing: `its Go modules are not here; fetch them once with: node ${relative(process.cwd(), fileURLToPath(import.meta.url))}`,
		};
	const bin = join(cache, "bin");
	const programs = ["./host", "./plugin", "./source"];
	const problem = await go(["build", "-o", `${bin}/`, ...programs]);
	if (problem !== undefined) throw new Error(problem);
	return {
		host: join(bin, "host"),
		plugin: join(bin, "plugin"),
		source: join(bin, "source"),
	};
}

const modules = ["mod", "download", "github.com/kubeshop/botkube"];

/** Runs go; undefined when it went well, else what it said. */
function go(
	args: readonly string[],
	proxy: Readonly<Record<string, string>> = { GOPROXY: "off" },
): Promise<string | undefined> {
	const { PATH = "", HOME = cache } = process.env;
	return new Promise((resolve) => {
		execFile(
			"go",
			[...args],
			{
				cwd: folder,
				// A network that swallows packets must cost two minutes, not the run.
				timeout: args[0] === "build" ? 8 * 60_000 : 120_000,
				env: {
					PATH,
					HOME,
					...proxy,
					GOMODCACHE: join(cache, "mod"),
					GOCACHE: join(cache, "build"),
					GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false",
				},
			},
			(error, _stdout, stderr) =>
				resolve(error ? `${error.message} ${stderr}` : undefined),
		);
	});
}

if (import.meta.main) {
	const { GOPROXY = "", HTTPS_PROXY = "" } = process.env;
	const set = Object.entries({ GOPROXY, HTTPS_PROXY }).filter(
		([, value]) => value !== "",
	);
	const problem = await go(["mod", "download", "all"], Object.fromEntries(set));
	if (problem !== undefined) throw new Error(problem);
}
