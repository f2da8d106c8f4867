import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import {
	kubectlMinimum,
	natsServerAdvised,
	natsServerMinimum,
	provideKubectl,
	provideNatsServer,
} from "../servers/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { cacheDirOf } from "../up/cache-dir.ts";
import { type Finding, find } from "./finding.ts";

/** What this machine brings for `qd up` and for an agent. Nothing is installed: what is missing is said. */
export async function examineMachine(
	surroundings: Surroundings,
): Promise<Finding[]> {
	const cacheDir = cacheDirOf(surroundings);
	const say = () => {};
	return await Promise.all([
		find("node", () => ({ ok: true, seen: process.versions.node })),
		find("nats-server", async () => {
			const { version, source } = await provideNatsServer({
				cacheDir,
				minimum: natsServerMinimum,
				say,
				suites: [],
			});
			const old =
				version.localeCompare(natsServerAdvised, "en", { numeric: true }) < 0;
			return {
				ok: true,
				seen: `${version} (${source})`,
				...(old
					? { advice: `${natsServerAdvised} or newer mends known weaknesses` }
					: {}),
			};
		}),
		find("kubectl", async () => {
			const { version, source } = await provideKubectl({
				cacheDir,
				minimum: kubectlMinimum,
				say,
				suites: [],
			});
			return { ok: true, seen: `${version} (${source})` };
		}),
		find("plugin sandbox", sandbox),
		find("state folder", () => stateFolder(surroundings.stateDir)),
	]);
}

function sandbox(): Omit<Finding, "part"> {
	if (process.getuid?.() === 0)
		return { ok: true, seen: "root: each plugin gets a user of its own" };
	const spaces = spawnSync("unshare", ["--user", "--map-root-user", "true"], {
		stdio: "ignore",
	});
	if (spaces.status === 0) return { ok: true, seen: "user namespaces" };
	return {
		ok: false,
		seen: "neither root nor user namespaces",
		advice:
			"an agent here will refuse to run plugins; start it as root, or allow user namespaces",
	};
}

function stateFolder(dir: string): Omit<Finding, "part"> {
	if (!existsSync(dir)) return { ok: true, seen: "none yet (made by qd up)" };
	const open = (statSync(dir).mode & 0o066) !== 0;
	return open
		? {
				ok: false,
				seen: `${dir} can be read by others`,
				advice: `chmod go-rw ${dir}`,
			}
		: { ok: true, seen: dir };
}
