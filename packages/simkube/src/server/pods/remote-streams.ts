import { WebSocketServer } from "ws";
import type { KubeObject } from "../../kube-object.ts";
import type { ClusterState } from "../../resources/cluster-state.ts";
import { badRequest, notFound } from "../../resources/refusals.ts";
import { StatusError } from "../../status-error.ts";
import { type Exchange, parameter, type Upgrade } from "../exchange.ts";
import {
	type ChannelSocket,
	channelProtocols,
	createChannelSocket,
} from "./channel-socket.ts";
import { demandContainer } from "./demand-container.ts";
import { openSpdyChannels, spdyStreamProtocol } from "./spdy/spdy-channels.ts";

const sockets = new WebSocketServer({
	noServer: true,
	handleProtocols: (offered) =>
		channelProtocols.find((each) => offered.has(each)) ?? false,
});

/** The Pod and container a remote command is for. Throws unless they can have one. */
export function demandRunningPod(
	state: ClusterState,
	exchange: Exchange,
): { pod: KubeObject; container: string } {
	const { namespace, name } = exchange.info;
	const pod = state.store.get("/pods", namespace, name)?.object;
	if (!pod) throw notFound({ group: "", resource: "pods" }, name);
	const container = demandContainer(pod, parameter(exchange, "container"));
	demandHost(pod);
	return { pod, container };
}

/** Leaves HTTP for the streams of a remote command, by WebSocket or SPDY as asked. Throws when neither is. */
export function openRemoteStreams(
	exchange: Exchange,
	run: (channels: ChannelSocket) => void,
): void {
	const { upgrade } = exchange;
	if (!upgrade) throw badRequest("Upgrade request required");
	if (wantsSpdy(exchange)) switchToSpdy(exchange, upgrade, run);
	else switchToWebSocket(exchange, upgrade, run);
}

function wantsSpdy({ request }: Exchange): boolean {
	return /^spdy\/3\.1$/i.test(String(request.headers.upgrade ?? ""));
}

function switchToWebSocket(
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
