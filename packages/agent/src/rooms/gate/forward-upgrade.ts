import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { cleanAnswerHeaders, cleanRequest } from "./clean-request.ts";
import { recordExchange, reportNoAnswer } from "./end-exchange.ts";
import { type ForwardDeps, silence } from "./forward-deps.ts";
import type { Exchange, OpenLoan } from "./loan.ts";
import { rawStatus } from "./status-answer.ts";
import { refusesCredential, whyNoAnswer } from "./why-no-answer.ts";

/** The protocols of `exec`, `attach` and `port-forward`. Others, such as h2c, would let a client bypass the gate. */
const protocols = /^(websocket|SPDY\/3\.1)$/i;

/**
 * Forwards an upgrade request. No further byte of the client is forwarded before the API server has accepted the upgrade:
 * after a refusal, those bytes would be a request of the client on a connection with the agent's credentials.
 */
export function forwardUpgrade(
	loan: OpenLoan,
	request: IncomingMessage,
	client: Duplex,
	head: Buffer,
	deps: ForwardDeps,
): void {
	const { method = "", url: path = "" } = request;
	const protocol = request.headers.upgrade ?? "";
	const clean = cleanRequest(
		{ method, url: path, rawHeaders: request.rawHeaders },
		loan.identity,
	);
	const reason = reasonToRefuse(clean, protocol);
	if (clean.kind === "refused" || reason !== undefined) {
		const note = `refused: ${reason}`;
		loan.record.add({ method, path, status: 0, bytes: 0, note }, true);
		deps.meter.request(0, 0);
		client.end(
			rawStatus(400, `the gate does not forward this request: ${reason}`),
		);
		return;
	}
	const exchange = createUpgradeExchange(
		loan,
		request,
		client,
		deps,
		clean.note,
	);
	client.on("close", () => exchange.cut("the client closed the connection"));
	client.on("error", () => exchange.cut("the client lost the connection"));
	if (deps.isSilent()) {
		exchange.failed(silence);
		return;
	}
	deps.upstream
		.upgrade(
			{
				method,
				path,
				headers: clean.headers,
				credentials: loan.identity.kind !== "anonymous",
			},
			protocol,
		)
		.then((upstream) => exchange.send(upstream, head), exchange.failed);
}

function reasonToRefuse(
	clean: ReturnType<typeof cleanRequest>,
	protocol: string,
): string | undefined {
	if (clean.kind === "refused") return clean.reason;
	if (!protocols.test(protocol)) return "this protocol is not forwarded";
	return clean.hasBody ? "an upgrade request has a body" : undefined;
}

interface UpgradeExchange extends Exchange {
	send(upstream: ClientRequest, head: Buffer): void;
	failed(error: unknown): void;
}

const serverClosed = "the API server closed the connection";

function createUpgradeExchange(
	loan: OpenLoan,
	request: IncomingMessage,
	client: Duplex,
	deps: ForwardDeps,
	note: string | undefined,
): UpgradeExchange {
	let upstream: ClientRequest | undefined;
	let far: Duplex | undefined;
	let status = 0;
	let bytes = 0;
	let done = false;

	function finish(ending?: string): boolean {
		if (done) return false;
		done = true;
		loan.live.delete(exchange);
		recordExchange(loan, request, deps, {
			status,
			bytes,
			notes: [note, ending],
		});
		return true;
	}
	/** Sends the response head to the client, then pipes both directions. */
	function join(
		answer: IncomingMessage,
		socket: Duplex,
		first: Buffer,
		head: Buffer,
	): void {
		far = socket;
		status = 101;
		if (done) {
			socket.destroy();
			return;
		}
		client.write(upgradeHead(answer));
		if (first.length > 0) client.write(first);
		if (head.length > 0) socket.write(head);
		bytes += first.length;
		socket.on("data", (chunk: Buffer) => {
			bytes += chunk.length;
		});
		socket.on("error", () => exchange.cut(serverClosed));
		socket.on("close", () => {
			finish();
			client.destroy();
		});
		socket.pipe(client);
		client.pipe(socket);
	}
	function unanswered(why: string, error?: unknown): void {
		client.end(rawStatus(503, reportNoAnswer(loan, deps, why, error)));
	}
	function refused(answer: IncomingMessage): void {
		status = answer.statusCode ?? 0;
		if (status === 401 && loan.identity.kind !== "anonymous") {
			finish("the API server refused the agent's credential");
			unanswered(refusesCredential);
			upstream?.destroy();
			return;
		}
		client.write(plainHead(answer));
		answer.on("data", (chunk: Buffer) => {
			bytes += chunk.length;
		});
		answer.on("end", () => finish());
		answer.on("error", () => exchange.cut(serverClosed));
		answer.pipe(client);
	}
	const exchange: UpgradeExchange = {
		cut(why) {
			// Sessions ordinarily end when the client disconnects; only an end on our side is noted.
			if (
				!finish(
					status === 101 && why.startsWith("the client") ? undefined : why,
				)
			)
				return;
			upstream?.destroy();
			far?.destroy();
			client.destroy();
		},
		failed(error) {
			if (!finish("the API server did not answer")) return;
			unanswered(whyNoAnswer(error), error);
		},
		send(given, head) {
			upstream = given;
			if (done) {
				given.destroy();
				return;
			}
			given.on("upgrade", (answer, socket, first) =>
				join(answer, socket, first, head),
			);
			given.on("response", refused);
			given.on("error", exchange.failed);
			given.end();
		},
	};
	loan.live.add(exchange);
	return exchange;
}

function upgradeHead(answer: IncomingMessage): string {
	return headText(answer, [
		"Connection",
		"Upgrade",
		"Upgrade",
		answer.headers.upgrade ?? "",
	]);
}

/** A response that refuses the upgrade closes the connection: the close marks the end of the body, whatever its coding. */
function plainHead(answer: IncomingMessage): string {
	return headText(answer, ["Connection", "close"]);
}

function headText(answer: IncomingMessage, own: readonly string[]): string {
	const all = [...cleanAnswerHeaders(answer.rawHeaders), ...own];
	let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
	for (let i = 0; i + 1 < all.length; i += 2)
		text += `${all[i]}: ${all[i + 1]}\r\n`;
	return `${text}\r\n`;
}
