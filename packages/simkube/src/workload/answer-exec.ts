import { WebSocketServer } from "ws";
import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { badRequest, notFound } from "../resources/refusals.ts";
import type { Answer } from "../server/answer-resource.ts";
import { type Exchange, parameter, type Upgrade } from "../server/exchange.ts";
import { StatusError } from "../status-error.ts";
import {
	type ChannelSocket,
	channelProtocols,
	createChannelSocket,
} from "./channel-socket.ts";
import { demandContainer } from "./demand-container.ts";
import { type ExitCode, runWord } from "./run-word.ts";
import { openSpdyChannels, spdyStreamProtocol } from "./spdy/spdy-channels.ts";

/** Answers `pods/exec` over WebSocket or SPDY with a few built-in words. */
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
		const { upgrade } = exchange;
		if (!upgrade) throw badRequest("Upgrade request required");
		const around = { pod, container, nowMs: state.clock() };
		const run = (channels: ChannelSocket): void => {
			runWord(words, channels.streams, around).then(
				(exitCode) => finish(channels, words, exitCode),
				(error) => channels.end(failure(String(error))),
			);
		};
		if (wantsSpdy(exchange)) switchToSpdy(exchange, upgrade, run);
		else switchToWebSocket(sockets, exchange, upgrade, run);
	};
}

function wantsSpdy({ request }: Exchange): boolean {
	return /^spdy\/3\.1$/i.test(String(request.headers.upgrade ?? ""));
}

function switchToWebSocket(
	sockets: WebSocketServer,
	{ request, response }: Exchange,
	upgrade: Upgrade,
	run: (channels: ChannelSocket) => void,
): void {
	const offered = request.headers["sec-websocket-protocol"] ?? "";
	if (!channelProtocols.some((each) => offered.includes(each)))
		throw badRequest(
			`unable to upgrade: none of ${channelProtocols.join(", ")} is offered`,
		);
	response.detachSocket(upgrade.socket);
	sockets.handleUpgrade(request, upgrade.socket, upgrade.head, (socket) =>
		run(createChannelSocket(socket)),
	);
}

/** Clients before WebSocket (kubectl up to 1.30, and any that falls back) open their streams in SPDY. */
function switchToSpdy(
	exchange: Exchange,
	{ socket, head }: Upgrade,
	run: (channels: ChannelSocket) => void,
): void {
	const offered = String(
		exchange.request.headers["x-stream-protocol-version"] ?? "",
	);
	if (!offered.includes(spdyStreamProtocol))
		throw new StatusError({
			code: 403,
			reason: "Forbidden",
			message: `unable to upgrade: unable to negotiate protocol: client supports [${offered}], server accepts [${spdyStreamProtocol}]`,
		});
	exchange.response.detachSocket(socket);
	socket.write(
		`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${spdyStreamProtocol}\r\n\r\n`,
	);
	const wanted = ["stdin", "stdout", "stderr"].filter((name) =>
		["true", "1"].includes(parameter(exchange, name)),
	);
	openSpdyChannels(socket, head, new Set(["error", ...wanted])).then(
		run,
		// The connection is gone or was nonsense; there is nobody to tell.
		() => socket.destroy(),
	);
}

function demandHost(pod: KubeObject): void {
	if (pod.spec?.nodeName) return;
	throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
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
