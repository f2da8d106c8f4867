import type { Message } from "@quarterdeck/contract";
import type {
	ExecuteContext,
	ExecuteStreamResult,
	StreamingExecutorDefinition,
} from "./executor-definition.ts";
import type { ExecutorRequest } from "./executor-request.ts";
import { createAnsiStripper } from "./strip-ansi.ts";

/** Most output an answer in one piece holds; a host that streams has no such limit here. */
export const maxCollectedBytes = 2 * 1024 * 1024;

/**
 * Runs a streaming executor for a host that takes one answer only: output and errors in one block, each line of the
 * latter marked, without colours, and the exit code said when it is not 0.
 */
export async function collectOutput(
	definition: StreamingExecutorDefinition,
	request: ExecutorRequest,
	context: ExecuteContext,
): Promise<Message> {
	const output = createCollector(maxCollectedBytes);
	const result = await definition.executeStream(request, {
		...context,
		stdout: async (chunk) => output.add("stdout", chunk),
		stderr: async (chunk) => output.add("stderr", chunk),
	});
	return result.message ?? asMessage(output.text(), result);
}

function asMessage(output: string, result: ExecuteStreamResult): Message {
	const note = result.exitCode === 0 ? "" : `exit status ${result.exitCode}\n`;
	// codeBlockMessage of the contract, spelled out: importing it would load every schema into every plugin.
	return {
		type: "baseBodyWithFilter",
		baseBody: { codeBlock: `${output}${note}` },
	};
}

function createCollector(maxBytes: number) {
	const kept = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
	let length = 0;
	let isCut = false;
	return {
		add(kind: "stdout" | "stderr", chunk: Uint8Array): void {
			const part = chunk.subarray(0, maxBytes - length);
			length += part.length;
			isCut ||= part.length < chunk.length;
			if (part.length > 0) kept[kind].push(part);
		},
		text(): string {
			const cut = isCut ? `[output cut after ${maxBytes} bytes]\n` : "";
			return `${endLine(decode(kept.stdout))}${marked(decode(kept.stderr))}${cut}`;
		},
	};
}

function decode(chunks: readonly Uint8Array[]): string {
	const plain = createAnsiStripper()(Buffer.concat(chunks));
	return new TextDecoder().decode(plain);
}

function endLine(text: string): string {
	return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function marked(errors: string): string {
	return endLine(errors).replaceAll(/^(?=[^\n])/gm, "[stderr] ");
}
