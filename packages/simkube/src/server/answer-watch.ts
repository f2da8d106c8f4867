import type { ClusterState } from "../resources/cluster-state.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { StatusError } from "../status-error.ts";
import type { StoreEvent, StoreEventType } from "../store/stored-object.ts";
import { listKindOf, parseResourceVersion } from "./answer-list.ts";
import { createPresenter } from "./create-presenter.ts";
import { type Exchange, parameter } from "./exchange.ts";
import type { Presenter } from "./presenter.ts";
import { statusOf } from "./respond.ts";
import { readSelection, type Selection } from "./selection.ts";

const bookmarkPeriodMs = 60_000;
const defaultTimeoutSeconds = 1800;
/** A client that reads so slowly that this much waits for it is cut off, as the real server does. */
const maxWaitingBytes = 64 * 1024 * 1024;

interface WatchAsk {
	readonly from: number | undefined;
	readonly wantsBookmarks: boolean;
	readonly sendsInitialEvents: boolean;
	readonly marksInitialEnd: boolean;
	readonly timeoutSeconds: number;
}

/** Answers a watch: what is or was, as asked, then every change until the client or the time limit ends it. */
export function answerWatch(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): void {
	const selection = readSelection(exchange, type);
	const ask = readAsk(exchange);
	const stream = openStream(exchange, createPresenter(state, exchange, type));
	const scope = { state, type, selection, exchange };
	if (ask.from !== undefined && !catchUp(scope, ask.from, stream)) return;
	if (ask.sendsInitialEvents) sendState(scope, stream);
	if (ask.marksInitialEnd) {
		stream.bookmark(state.store.resourceVersion, {
			"k8s.io/initial-events-end": "true",
			"kubernetes.io/initial-events-list-blueprint": blueprintOf(type),
		});
	}
	follow(scope, ask, stream);
}

/** The empty list that the initial events would fill, for clients that want to build it. */
function blueprintOf(type: ResourceType): string {
	const list = { ...listKindOf(type), metadata: {}, items: null };
	return Buffer.from(`${JSON.stringify(list)}\n`).toString("base64");
}

interface Scope {
	readonly state: ClusterState;
	readonly type: ResourceType;
	readonly selection: Selection;
	readonly exchange: Exchange;
}

function readAsk(exchange: Exchange): WatchAsk {
	const version = parameter(exchange, "resourceVersion");
	const match = parameter(exchange, "resourceVersionMatch");
	const initial = exchange.url.searchParams.get("sendInitialEvents");
	if (initial !== null && match !== "NotOlderThan")
		throw invalidOptions(
			"resourceVersionMatch",
			"Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
		);
	if (initial === null && match !== "")
		throw invalidOptions(
			"resourceVersionMatch",
			"Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
		);
	const isFromNow = version === "" || version === "0";
	const from = isFromNow ? undefined : parseResourceVersion(version);
	const wantsBookmarks = isTrue(parameter(exchange, "allowWatchBookmarks"));
	const sendsInitialEvents = initial === null ? isFromNow : isTrue(initial);
	return {
		from: initial !== null && isTrue(initial) ? undefined : from,
		wantsBookmarks,
		sendsInitialEvents,
		marksInitialEnd: initial !== null && isTrue(initial) && wantsBookmarks,
		timeoutSeconds:
			Number(parameter(exchange, "timeoutSeconds")) || defaultTimeoutSeconds,
	};
}

function isTrue(text: string): boolean {
	return text === "true" || text === "1";
}

function invalidOptions(field: string, message: string): StatusError {
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: `ListOptions.meta.k8s.io "" is invalid: ${field}: ${message}`,
		details: {
			group: "meta.k8s.io",
			kind: "ListOptions",
			causes: [{ reason: "FieldValueForbidden", message, field }],
		},
	});
}

/** Where events go; closed for good when the client is gone. */
interface WatchStream {
	event(type: StoreEventType, event: StoreEvent): void;
	state(stored: StoreEvent["stored"]): void;
	bookmark(resourceVersion: number, annotations?: Record<string, string>): void;
	refuse(error: StatusError): void;
	end(): void;
}

function openStream(exchange: Exchange, presenter: Presenter): WatchStream {
	const { response } = exchange;
	response.writeHead(200, { "Content-Type": "application/json" });
	response.flushHeaders();

	function write(type: string, object: string): void {
		if (response.destroyed || response.writableEnded) return;
		response.write(`{"type":"${type}","object":${object}}\n`);
		if (response.writableLength > maxWaitingBytes) response.destroy();
	}

	return {
		event: (type, { stored }) => write(type, presenter.one(stored)),
		state: (stored) => write("ADDED", presenter.one(stored)),
		bookmark: (version, annotations) =>
			write("BOOKMARK", presenter.bookmark(version, annotations)),
		refuse(error) {
			write("ERROR", JSON.stringify(statusOf(error)));
			response.end();
		},
		end: () => response.end(),
	};
}

/** Sends what changed since `from`; answers 410 and `false` when some of it is forgotten. */
function catchUp(scope: Scope, from: number, stream: WatchStream): boolean {
	const { state, type } = scope;
	const changes = state.store.changesAfter(type.storageKey, from);
	if (!changes) {
		const oldest = state.store.forgottenVersion(type.storageKey);
		stream.refuse(
			new StatusError({
				code: 410,
				reason: "Expired",
				message: `too old resource version: ${from} (${oldest})`,
			}),
		);
		return false;
	}
	for (const change of changes) pass(scope, change, stream);
	return true;
}

function sendState(scope: Scope, stream: WatchStream): void {
	const { state, type, selection } = scope;
	for (const stored of state.store.list(type.storageKey, namespaceOf(scope))) {
		if (selection.matches(stored.object)) stream.state(stored);
	}
}

function namespaceOf({ type, exchange }: Scope): string | undefined {
	const { namespace } = exchange.info;
	return type.namespaced && namespace !== "" ? namespace : undefined;
}

/** Sends a change as those see it who watch a selection: an object may enter or leave it. */
function pass(scope: Scope, change: StoreEvent, stream: WatchStream): void {
	const namespace = namespaceOf(scope);
	const { object } = change.stored;
	if (namespace !== undefined && object.metadata.namespace !== namespace)
		return;
	const isIn = scope.selection.matches(object);
	const wasIn =
		change.previous !== undefined &&
		scope.selection.matches(change.previous.object);
	if (change.type === "DELETED") {
		if (wasIn || isIn) stream.event("DELETED", change);
	} else if (isIn) {
		stream.event(wasIn ? "MODIFIED" : "ADDED", change);
	} else if (wasIn) {
		stream.event("DELETED", leaving(change));
	}
}

/** The last state that was in the selection, with the version of its leaving. */
function leaving(change: StoreEvent): StoreEvent {
	const last = change.previous as StoreEvent["stored"];
	const metadata = {
		...last.object.metadata,
		resourceVersion: String(change.resourceVersion),
	};
	const { key } = last;
	const { resourceVersion } = change;
	const object = { ...last.object, metadata };
	return { ...change, stored: { key, object, resourceVersion } };
}

function follow(scope: Scope, ask: WatchAsk, stream: WatchStream): void {
	const { state, type, exchange } = scope;
	const from = ask.from ?? 0;
	const unsubscribe = state.store.subscribeTo(type.storageKey, (change) => {
		if (change.resourceVersion > from) pass(scope, change, stream);
	});
	const mark = (): void => {
		if (ask.wantsBookmarks)
			stream.bookmark(Math.max(from, state.store.resourceVersion));
	};
	const bookmarks = setInterval(mark, bookmarkPeriodMs).unref();
	const timeout = setTimeout(() => {
		mark();
		stream.end();
	}, ask.timeoutSeconds * 1000).unref();
	exchange.response.once("close", () => {
		unsubscribe();
		clearInterval(bookmarks);
		clearTimeout(timeout);
	});
}
