import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The text Botkube's plugins answer when a binding lends no identity. */
export function kubeconfigMissingText(plugin: string): string {
	return `The kubeconfig data is missing. Please make sure that you have specified a valid RBAC configuration for "${plugin}" plugin. Learn more at https://docs.botkube.io/configuration/rbac.`;
}

/**
 * Runs `use` with the kubeconfig in a file of mode 0600 inside a fresh directory of mode 0700, and removes both
 * afterwards however it ends. The directory is the caller's to write into meanwhile.
 */
export async function withTemporaryKubeconfig<T>(
	kubeconfig: Uint8Array,
	use: (files: {
		readonly path: string;
		readonly directory: string;
	}) => Promise<T>,
): Promise<T> {
	// Synchronous on purpose: three small calls cost less than eight turns of the thread pool before every command.
	const directory = mkdtempSync(join(tmpdir(), "qd-run-"));
	try {
		const path = join(directory, "kubeconfig");
		writeFileSync(path, kubeconfig, { mode: 0o600, flag: "wx" });
		return await use({ path, directory });
	} finally {
		rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
	}
}
