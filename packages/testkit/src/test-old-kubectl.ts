import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readEnvironment } from "@quarterdeck/runtime";
import { SetupError, unpackDebianPackage } from "@quarterdeck/up/servers";
import { sayProgress, testEnvironment } from "./test-environment.ts";

let path: Promise<string | undefined> | undefined;

/**
 * Path of the kubectl that Debian 12 ships, version 1.20, unpacked into the project's cache; undefined where it
 * cannot be had, as without network or off Debian.
 */
export function testOldKubectl(): Promise<string | undefined> {
	path ??= unpackOldKubectl();
	return path;
}

async function unpackOldKubectl(): Promise<string | undefined> {
	try {
		const { root } = await unpackDebianPackage({
			name: "kubernetes-client",
			suites: ["bookworm"],
			cacheDir: testEnvironment().cacheDir,
			env: readEnvironment(),
			accept: () => true,
			works: async (unpacked) => isOld(kubectlIn(unpacked)),
			say: sayProgress,
		});
		return kubectlIn(root);
	} catch (error) {
		if (!(error instanceof SetupError)) throw error;
		sayProgress(`there is no kubectl of Debian 12: ${error.message}`);
		return undefined;
	}
}

function kubectlIn(root: string): string {
	return join(root, "usr/bin/kubectl");
}

function isOld(kubectl: string): boolean {
	const run = spawnSync(kubectl, ["version", "--client", "--short"], {
		encoding: "utf8",
		env: { KUBECONFIG: "/dev/null" },
	});
	return run.status === 0 && run.stdout.includes("v1.20.");
}
