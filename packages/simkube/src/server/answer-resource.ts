import type { ClusterState } from "../resources/cluster-state.ts";
import { methodNotSupported, noSuchResource } from "../resources/refusals.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { answerDelete, answerDeleteCollection } from "./answer-delete.ts";
import { answerList } from "./answer-list.ts";
import { answerPatch } from "./answer-patch.ts";
import { answerWatch } from "./answer-watch.ts";
import {
	answerCreate,
	answerUpdate,
	objectAt,
	sendObject,
} from "./answer-write.ts";
import type { Exchange } from "./exchange.ts";
import { sendPageNotFound } from "./respond.ts";

/** Answers one kind of request about one type of resource. */
export type Answer = (
	exchange: Exchange,
	type: ResourceType,
) => Promise<void> | void;

/** What is answered in ways of its own; `undefined` for what is simply kept. */
export interface SpecialAnswers {
	get(group: string, resource: string, subresource: string): Answer | undefined;
}

/** Answers requests under `/api` and `/apis` that name a resource. */
export function createResourceAnswers(deps: {
	state: ClusterState;
	special: SpecialAnswers;
}): (exchange: Exchange) => Promise<void> {
	const { state } = deps;
	const byVerb: Record<string, Answer> = {
		get: (exchange, type) =>
			sendObject(state, exchange, type, objectAt(state, exchange, type)),
		list: (exchange, type) => answerList(state, exchange, type),
		watch: (exchange, type) => answerWatch(state, exchange, type),
		create: (exchange, type) => answerCreate(state, exchange, type),
		update: (exchange, type) => answerUpdate(state, exchange, type),
		patch: (exchange, type) => answerPatch(state, exchange, type),
		delete: (exchange, type) => answerDelete(state, exchange, type),
		deletecollection: (exchange, type) =>
			answerDeleteCollection(state, exchange, type),
	};

	return async (exchange) => {
		const { info } = exchange;
		const type = state.registry.find(info.group, info.version, info.resource);
		if (!type) {
			if (!state.registry.hasGroupVersion(info.group, info.version))
				return sendPageNotFound(exchange);
			throw noSuchResource();
		}
		demandServed(exchange, type);
		const { group, resource, subresource } = info;
		const special = deps.special.get(group, resource, subresource);
		if (special) return special(exchange, type);
		const answer = byVerb[info.verb];
		if (!answer) throw methodNotSupported();
		await answer(exchange, type);
	};
}

/** Throws unless the resource, or the part of it that is asked for, is served with the verb. */
function demandServed({ info }: Exchange, type: ResourceType): void {
	if (type.namespaced && info.namespace === "" && needsNamespace(info.verb))
		throw noSuchResource();
	if (
		!type.namespaced &&
		info.namespace !== "" &&
		type.resource !== "namespaces"
	)
		throw noSuchResource();
	if (info.subresource === "") {
		if (!type.verbs.includes(info.verb)) throw methodNotSupported();
		return;
	}
	const sub = type.subresources.find(
		(each) => each.subresource === info.subresource,
	);
	if (!sub) throw noSuchResource();
	if (!sub.verbs.includes(info.verb)) throw methodNotSupported();
}

function needsNamespace(verb: string): boolean {
	return verb !== "list" && verb !== "watch" && verb !== "deletecollection";
}
