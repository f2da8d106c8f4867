import { spawnSync } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readEnvironment } from "@quarterdeck/runtime";
import {
	isAtLeast,
	SetupError,
	unpackDebianPackage,
} from "@quarterdeck/up/servers";
import { sayProgress, testEnvironment } from "../test-environment.ts";

/** A Chromium this machine can run now. */
export interface TestChromium {
	readonly path: string;
	readonly version: string;
	/** Variables it needs to find libraries and fonts that are not the system's. */
	readonly env: Readonly<Record<string, string>>;
}

/** The oldest the pages are proved with. */
const minimum = "120";

/** Chromium, or in words why there is none. */
type Answer = TestChromium | { readonly missing: string };

let found: Promise<Answer> | undefined;

/**
 * Chromium from PATH, else Debian's, unpacked into the project's cache with the libraries and fonts this machine
 * misses; the system stays as it is. There is none without network or off Debian.
 */
export function testChromium(): Promise<Answer> {
	const { chromium } = testEnvironment();
	found ??= chromium
		? Promise.resolve(JSON.parse(chromium))
		: provideChromium();
	return found;
}

async function provideChromium(): Promise<Answer> {
	const env = readEnvironment();
	for (const folder of (env.PATH ?? "").split(delimiter)) {
		const path = join(folder, "chromium");
		const version = existsSync(path) && versionOf(path);
		if (version) return { path, version, env: {} };
	}
	try {
		const { root, version } = await unpackDebianPackage({
			name: "chromium",
			suites: ["bookworm", "trixie"],
			cacheDir: testEnvironment().cacheDir,
			env,
			accept: (offered) => isAtLeast(offered, minimum),
			works: async (unpacked) =>
				opensPages(programIn(unpacked), environmentOf(unpacked)),
			say: sayProgress,
			withDependencies: true,
		});
		return { path: programIn(root), version, env: environmentOf(root) };
	} catch (error) {
		if (!(error instanceof SetupError)) throw error;
		const missing = `there is no chromium ${minimum} or newer in PATH. ${error.message}`;
		sayProgress(missing);
		return { missing };
	}
}

// Not /usr/bin/chromium, a script that knows only the system's place.
function programIn(root: string): string {
	return join(root, "usr/lib/chromium/chromium");
}

function versionOf(path: string): string | undefined {
	const run = spawnSync(path, ["--version"], {
		encoding: "utf8",
		timeout: 30_000,
	});
	const version = /^Chromium (\d[\d.]*)/m.exec(run.stdout ?? "")?.[1];
	return version && isAtLeast(version, minimum) ? version : undefined;
}

// It names its version without half of what it needs, so it must show a page.
function opensPages(
	path: string,
	more: Readonly<Record<string, string>>,
): boolean {
	if (!existsSync(path)) return false;
	const home = mkdtempSync(join(tmpdir(), "qd-chromium-"));
	const flags = ["--headless", "--no-sandbox", "--disable-gpu"];
	try {
		const run = spawnSync(path, [...flags, "--dump-dom", "about:blank"], {
			encoding: "utf8",
			env: { PATH: readEnvironment().PATH, HOME: home, ...more },
			timeout: 60_000,
			killSignal: "SIGKILL",
		});
		return run.stdout?.includes("<html>") ?? false;
	} finally {
		rmSync(home, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** What its packages would have written into /etc when they were installed. */
function environmentOf(root: string): Record<string, string> {
	const folders = ["usr/lib", "lib"].flatMap((under) =>
		childrenOf(join(root, under)).filter((path) => path.endsWith("-linux-gnu")),
	);
	// Libraries that are loaded while it runs lie one folder deeper.
	const deeper = folders.flatMap((folder) =>
		["nss", "pulseaudio", "blas", "lapack"].map((name) => join(folder, name)),
	);
	return {
		LD_LIBRARY_PATH: [...folders, ...deeper.filter(existsSync)].join(":"),
		FONTCONFIG_FILE: writeFontSettings(root),
	};
}

function childrenOf(folder: string): string[] {
	return existsSync(folder)
		? readdirSync(folder).map((name) => join(folder, name))
		: [];
}

function writeFontSettings(root: string): string {
	const alias = (family: string, font: string) =>
		`<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
	const folder = join(root, "etc/fonts");
	const file = join(folder, "quarterdeck.conf");
	mkdirSync(folder, { recursive: true });
	writeFileSync(
		file,
		`<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${join(root, "usr/share/fonts")}</dir>
<dir>/usr/share/fonts</dir>
<cachedir>${join(root, "var/cache/fontconfig")}</cachedir>
${alias("sans-serif", "DejaVu Sans")}
${alias("serif", "DejaVu Serif")}
${alias("monospace", "DejaVu Sans Mono")}
</fontconfig>
`,
	);
	return file;
}
