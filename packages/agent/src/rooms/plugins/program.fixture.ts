import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import type { PluginProcess } from "@quarterdeck/plugin-sdk/host";
import type { Program } from "./program.ts";

/** The root of the checkout. */
export const installation = fileURLToPath(
	new URL("../../../../../", import.meta.url),
).replace(/\/$/, "");

/** A plugin of the tests as a program: it may read the code of the checkout and none of its state. */
export function testProgram(name: string): Program {
	const file = fileURLToPath(new URL(`./testdata/${name}.ts`, import.meta.url));
	return {
		file: execPath,
		args: [file],
		env: {},
		reads: [
			execPath,
			`${installation}/node_modules`,
			`${installation}/packages`,
		],
	};
}

/** One command, its whole output as text. */
export async function say(
	process: PluginProcess,
	words: readonly string[],
	options: { kubeconfig?: string; signal?: AbortSignal } = {},
): Promise<string> {
	let text = "";
	const collect = (chunk: Uint8Array): void => {
		text += Buffer.from(chunk).toString("latin1");
	};
	await process.execute(
		{
			words: ["hostile", ...words],
			...(options.kubeconfig ? { kubeconfig: options.kubeconfig } : {}),
		},
		{
			deadlineMs: 20_000,
			onStdout: collect,
			onStderr: collect,
			...(options.signal ? { signal: options.signal } : {}),
		},
	);
	return text;
}
