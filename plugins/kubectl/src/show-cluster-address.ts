import { createLineEditor, type LineEditor } from "./edit-lines.ts";

/**
 * For `cluster-info`: the address of the cluster's API server in place of the gate's, which kubectl knows only from its kubeconfig.
 * Undefined for any other command, and for a kubeconfig that is not a loan of the gate.
 */
export function showClusterAddress(
	args: readonly string[],
	kubeconfig: Uint8Array,
): LineEditor | undefined {
	if (!args.includes("cluster-info")) return undefined;
	const text = Buffer.from(kubeconfig).toString("utf8");
	const gate = plainValue(text, "server");
	const own = plainValue(text, "clusterAddress");
	if (gate === undefined || own === undefined) return undefined;
	return createLineEditor(
		() => true,
		(line) => line.replaceAll(gate, own),
	);
}

/** A plain value in the gate's kubeconfig, which has one key in a line. */
function plainValue(text: string, key: string): string | undefined {
	return new RegExp(`^ +(?:- )?${key}: "?([^\\s"]+)"?$`, "m").exec(text)?.[1];
}
