import type { ClusterState } from "../resources/cluster-state.ts";
import { badRequest, expired } from "../resources/refusals.ts";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";
import { StatusError } from "../status-error.ts";
import type { StoredObject } from "../store/stored-object.ts";
import { readContinueToken, writeContinueToken } from "./continue-token.ts";
import { createPresenter } from "./create-presenter.ts";
import { type Exchange, parameter } from "./exchange.ts";
import { streamJson } from "./respond.ts";
import { readSelection, type Selection } from "./selection.ts";

interface Page {
	readonly items: readonly StoredObject[];
	readonly resourceVersion: number;
	readonly continueText: string;
	readonly remaining: number | undefined;
}

/** Answers a list: selected, in pages when asked, in the form the client wants. */
export async function answerList(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Promise<void> {
	const page = readPage(state, exchange, type);
	const presenter = createPresenter(state, exchange, type);
	const metadata = {
		resourceVersion: String(page.resourceVersion),
		...(page.continueText === "" ? {} : { continue: page.continueText }),
		...(page.remaining === undefined
			? {}
			: { remainingItemCount: page.remaining }),
	};
	await streamJson(exchange, presenter.list(metadata, page.items));
}

function readPage(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Page {
	const selection = readSelection(exchange, type);
	const limit = readLimit(exchange);
	const continueText = parameter(exchange, "continue");
	const namespace = namespaceOf(exchange, type);
	if (continueText !== "")
		return nextPage(state, type, { selection, limit, continueText, namespace });
	const version = readVersion(state, exchange);
	const all =
		version.exact === undefined
			? state.store.list(type.storageKey, namespace)
			: state.store.listAt(type.storageKey, namespace, version.exact);
	if (!all) throw expired(tooOld(state, type, version.exact as number));
	return cut(all, selection, {
		// A list "at any version" is answered whole, as the real server's cache does.
		limit: parameter(exchange, "resourceVersion") === "0" ? 0 : limit,
		resourceVersion: version.exact ?? state.store.resourceVersion,
	});
}

function namespaceOf(
	{ info }: Exchange,
	type: ResourceType,
): string | undefined {
	return type.namespaced && info.namespace !== "" ? info.namespace : undefined;
}

function tooOld(
	state: ClusterState,
	type: ResourceType,
	version: number,
): string {
	return `too old resource version: ${version} (${state.store.forgottenVersion(type.storageKey)})`;
}

function readLimit(exchange: Exchange): number {
	const text = parameter(exchange, "limit");
	if (text === "") return 0;
	if (!/^-?\d+$/.test(text))
		throw badRequest(
			`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
		);
	return Number(text);
}

function readVersion(
	state: ClusterState,
	exchange: Exchange,
): { exact: number | undefined } {
	const text = parameter(exchange, "resourceVersion");
	const match = parameter(exchange, "resourceVersionMatch");
	if (text === "" || text === "0") {
		if (match !== "" && text === "")
			throw forbiddenMatch(
				match,
				"resourceVersionMatch is forbidden unless resourceVersion is provided",
			);
		return { exact: undefined };
	}
	const wanted = parseResourceVersion(text);
	if (wanted > state.store.resourceVersion) throw tooLarge(wanted, state);
	return { exact: match === "Exact" ? wanted : undefined };
}

/** A version as clients send it. Throws 400 for anything but a whole number. */
export function parseResourceVersion(text: string): number {
	if (!/^\d+$/.test(text))
		throw badRequest(
			`resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
		);
	return Number(text);
}

function forbiddenMatch(match: string, why: string): StatusError {
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ${why}`,
		details: {
			group: "meta.k8s.io",
			kind: "ListOptions",
			causes: [
				{
					reason: "FieldValueForbidden",
					message: `Forbidden: ${why}`,
					field: match === "" ? "" : "resourceVersionMatch",
				},
			],
		},
	});
}

function tooLarge(wanted: number, state: ClusterState): StatusError {
	return new StatusError({
		code: 504,
		reason: "Timeout",
		message: `Too large resource version: ${wanted}, current: ${state.store.resourceVersion}`,
		details: {
			causes: [
				{
					reason: "ResourceVersionTooLarge",
					message: "Too large resource version",
					field: "",
				},
			],
			retryAfterSeconds: 1,
		},
	});
}

function nextPage(
	state: ClusterState,
	type: ResourceType,
	ask: {
		selection: Selection;
		limit: number;
		continueText: string;
		namespace: string | undefined;
	},
): Page {
	const token = readContinueToken(ask.continueText);
	const isLoose = token.resourceVersion < 0;
	const resourceVersion = isLoose
		? state.store.resourceVersion
		: token.resourceVersion;
	const all = isLoose
		? state.store.list(type.storageKey, ask.namespace)
		: state.store.listAt(type.storageKey, ask.namespace, resourceVersion);
	if (!all) throw pagesExpired(token.startKey);
	const from = all.findIndex((stored) => stored.key >= token.startKey);
	return cut(from < 0 ? [] : all.slice(from), ask.selection, {
		limit: ask.limit,
		resourceVersion,
	});
}

function pagesExpired(startKey: string): StatusError {
	return new StatusError({
		code: 410,
		reason: "Expired",
		message:
			"The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
		continueText: writeContinueToken({ resourceVersion: -1, startKey }),
	});
}

function cut(
	all: readonly StoredObject[],
	selection: Selection,
	ask: { limit: number; resourceVersion: number },
): Page {
	const { resourceVersion } = ask;
	const matching = selection.isAll
		? all
		: all.filter((stored) => selection.matches(stored.object));
	if (ask.limit <= 0 || matching.length <= ask.limit)
		return {
			items: matching,
			resourceVersion,
			continueText: "",
			remaining: undefined,
		};
	const items = matching.slice(0, ask.limit);
	const last = items.at(-1) as StoredObject;
	return {
		items,
		resourceVersion,
		continueText: writeContinueToken({
			resourceVersion,
			startKey: `${last.key}\0`,
		}),
		remaining: selection.isAll ? matching.length - ask.limit : undefined,
	};
}

/** The name of a list of the kind, in its version. */
export function listKindOf(type: ResourceType): {
	kind: string;
	apiVersion: string;
} {
	return { kind: `${type.kind}List`, apiVersion: apiVersionOf(type) };
}
