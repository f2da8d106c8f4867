import { createClient, type Transport } from "@connectrpc/connect";
import { GRPCStdio, StdioData_Channel } from "../gen/plugin/grpc_stdio_pb.ts";
import {
	maxLogLineBytes,
	type PluginLogLine,
	parseLogLine,
} from "./plugin-log-line.ts";
import { createLineSplitter } from "./read-lines.ts";

/**
 * Takes what the plugin's code prints. It must be read even if nobody is curious: a plugin built on go-plugin stands
 * still once its pipe is full. A plugin without the service is left in peace.
 */
export async function followStdio(
	transport: Transport,
	log: (line: PluginLogLine) => void,
	signal: AbortSignal,
): Promise<void> {
	const splitters = {
		stdout: createLineSplitter(maxLogLineBytes, (line) =>
			log(parseLogLine("stdout", line)),
		),
		stderr: createLineSplitter(maxLogLineBytes, (line) =>
			log(parseLogLine("stderr", line)),
		),
	};
	try {
		const printed = createClient(GRPCStdio, transport).streamStdio(
			{},
			{ signal },
		);
		for await (const { channel, data } of printed)
			splitters[
				channel === StdioData_Channel.STDERR ? "stderr" : "stdout"
			].push(Buffer.from(data));
	} catch {
		// Ended with the plugin, or never served.
	} finally {
		splitters.stdout.end();
		splitters.stderr.end();
	}
}
