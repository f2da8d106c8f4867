import type { ClusterState } from "../../resources/cluster-state.ts";
import { badRequest } from "../../resources/refusals.ts";
import { StatusError } from "../../status-error.ts";
import { type ExitCode, runWord } from "../../workload/run-word.ts";
import type { Answer } from "../answer-resource.ts";
import type { ChannelSocket } from "./channel-socket.ts";
import { demandRunningPod, openRemoteStreams } from "./remote-streams.ts";

/** Answers `pods/exec` over WebSocket or SPDY with a few built-in words. */
export function createExecAnswer(state: ClusterState): Answer {
	return (exchange) => {
		const words = exchange.url.searchParams.getAll("command");
		const { pod, container } = demandRunningPod(state, exchange);
		if (words.length === 0)
			throw badRequest("you must specify at least 1 command for the container");
		const around = { pod, container, nowMs: state.clock() };
		openRemoteStreams(exchange, (channels) => {
			runWord(words, channels.streams, around).then(
				(exitCode) => finish(channels, words, exitCode),
				(error) => channels.end(failure(String(error))),
			);
		});
	};
}

/** 501 for the streams that simkube does not have. */
export function notServed(message: string): StatusError {
	return new StatusError({ code: 501, reason: "NotImplemented", message });
}

function finish(
	channels: ChannelSocket,
	words: readonly string[],
	exitCode: ExitCode,
): void {
	if (exitCode === 0) {
		channels.end({ metadata: {}, status: "Success" });
	} else if (exitCode === undefined) {
		channels.end(
			failure(
				`error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(words[0])}: executable file not found in $PATH: unknown`,
			),
		);
	} else {
		channels.end({
			metadata: {},
			status: "Failure",
			message: `command terminated with non-zero exit code: exit status ${exitCode}`,
			reason: "NonZeroExitCode",
			details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
		});
	}
}

function failure(message: string): object {
	return {
		metadata: {},
		status: "Failure",
		message: `Internal error occurred: ${message}`,
		reason: "InternalError",
		details: { causes: [{ message }] },
		code: 500,
	};
}
