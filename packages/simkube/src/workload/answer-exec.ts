import { WebSocketServer } from "ws";
import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { badRequest, notFound } from "../resources/refusals.ts";
import type { Answer } from "../server/answer-resource.ts";
import { type Exchange, parameter } from "../server/exchange.ts";
import { StatusError } from "../status-error.ts";
import {
	type ChannelSocket,
	channelProtocols,
	createChannelSocket,
} from "./channel-socket.ts";
import { demandContainer } from "./demand-container.ts";
import { type ExitCode, runWord } from "./run-word.ts";

/** Answers `pods/exec` over WebSocket with a few built-in words. */
export function createExecAnswer(state: ClusterState): Answer {
	const sockets = new WebSocketServer({
		noServer: true,
		handleProtocols: (offered) =>
			channelProtocols.find((each) => offered.has(each)) ?? false,
	});
	return (exchange) => {
		const { namespace, name } = exchange.info;
		const pod = state.store.get("/pods", namespace, name)?.object;
		if (!pod) throw notFound({ group: "", resource: "pods" }, name);
		const words = exchange.url.searchParams.getAll("command");
		const container = demandContainer(pod, parameter(exchange, "container"));
		if (words.length === 0)
			throw badRequest("you must specify at least 1 command for the container");
		demandHost(pod);
		const { upgrade, request, response } = exchange;
		demandWebSocket(exchange);
		if (!upgrade) return;
		response.detachSocket(upgrade.socket);
		sockets.handleUpgrade(request, upgrade.socket, upgrade.head, (socket) => {
			const channels = createChannelSocket(socket);
			const around = { pod, container, nowMs: state.clock() };
			runWord(words, channels.streams, around).then(
				(exitCode) => finish(channels, words, exitCode),
				(error) => channels.end(failure(String(error))),
			);
		});
	};
}

function demandHost(pod: KubeObject): void {
	if (pod.spec?.nodeName) return;
	throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
}

function demandWebSocket({ request, upgrade }: Exchange): void {
	const wanted = String(request.headers.upgrade ?? "").toLowerCase();
	if (upgrade && wanted === "websocket") {
		const offered = request.headers["sec-websocket-protocol"] ?? "";
		if (channelProtocols.some((each) => offered.includes(each))) return;
		throw badRequest(
			`unable to upgrade: none of ${channelProtocols.join(", ")} is offered`,
		);
	}
	if (!upgrade) throw badRequest("Upgrade request required");
	throw notServed(
		"SPDY streams are not served here; use a client that speaks WebSocket, such as kubectl 1.31 or newer",
	);
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
