import { type FactOf, noticeKind } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import type {
	Clock,
	FactHandler,
	Log,
	NewId,
	Transact,
	Transaction,
} from "@quarterdeck/runtime";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type { Events, KeptEvent } from "../../rooms/events/index.ts";
import type { Cluster, Fleet } from "../../rooms/fleet/index.ts";
import {
	type ArrivedNotice,
	addresseeKey,
	type Notices,
} from "../../rooms/notices/index.ts";
import { digestKey, familyKey, familyOf, topicKey } from "./group-keys.ts";
import {
	type AddresseesOfCluster,
	type MatchedAddressee,
	matchAddressees,
} from "./match-addressees.ts";
import type { NoticeActions } from "./notice-actions.ts";
import type { DoorKind } from "./notice-door.ts";
import type { NoticesMeter } from "./notices-meter.ts";
import { createQuietener, type Decisions } from "./quieten.ts";
import type { QuietenSettings } from "./quieten-settings.ts";
import { readNotice } from "./read-notice.ts";

export interface ReceiveNoticesDeps {
	readonly events: Pick<Events, "list">;
	readonly fleet: Pick<Fleet, "findClusterOfAgent">;
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly notices: Pick<Notices, "store" | "kept" | "activeSilences">;
	readonly actions: NoticeActions;
	readonly doorKind: (door: string) => DoorKind;
	readonly settings: QuietenSettings;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
	readonly meter: NoticesMeter;
	/** Something may be due for somebody. */
	readonly wake: () => void;
}

type EventsFact = FactOf<"agent.events.v1">;

/**
 * Acts on events of an agent that were committed: keeps the notices among them, decides what each addressee is told, and writes all of
 * it in one transaction. So a batch counts once, however often it is acted on: what is kept already decides nothing.
 */
export function receiveNotices(
	deps: ReceiveNoticesDeps,
): FactHandler<"agent.events.v1"> {
	return {
		name: "receive-notices",
		kind: "agent.events.v1",
		description:
			"Keeps the notices among an agent's events and decides who is told of them.",
		async handle(fact) {
			const events = await deps.events.list(fact, {
				...fact,
				kind: noticeKind,
			});
			if (events.length === 0) return;
			const { organisationId, agentId } = fact;
			const [cluster, { configuration }] = await Promise.all([
				deps.fleet.findClusterOfAgent(organisationId, agentId),
				deps.catalog.currentConfiguration(organisationId),
			]);
			if (!cluster) throw new Error(`agent ${agentId} speaks for no cluster`);
			const addressees = matchAddressees(configuration, cluster);
			const arrived = arrive(deps, fact, cluster, addressees, events);
			if (arrived.length === 0) return;
			const done = await deps.transact((tx) =>
				keep(deps, tx, fact, { configuration, cluster, addressees, arrived }),
			);
			measure(deps, arrived.length, done);
			deps.wake();
			if (done.hasActions) deps.actions.wake();
		},
	};
}

/** Each notice as it will be kept. The cluster is the agent's own: a notice names none. */
function arrive(
	deps: ReceiveNoticesDeps,
	{ agentId, epoch }: EventsFact,
	cluster: Cluster,
	addressees: AddresseesOfCluster,
	events: readonly KeptEvent[],
): readonly ArrivedNotice[] {
	const receivedAt = deps.clock.now();
	const arrived = events.flatMap(
		({ number, happenedAt, data }): ArrivedNotice[] => {
			const notice = readNotice(data);
			if (!notice) return [];
			return [
				{
					id: deps.newId("notice"),
					clusterId: cluster.id,
					clusterName: cluster.name,
					notice,
					isUnaddressed: !addressees.knows(notice.group),
					isRestricted: addressees.isRestricted(notice.group),
					// A clock that is ahead would put a notice before all that follow.
					happenedAt: happenedAt < receivedAt ? happenedAt : receivedAt,
					receivedAt,
					agentId,
					epoch,
					number,
				},
			];
		},
	);
	const unreadable = events.length - arrived.length;
	if (unreadable > 0) {
		deps.meter.received("unreadable", unreadable);
		deps.log.warn("notices of an agent cannot be read", {
			agentId,
			cluster: cluster.name,
			count: unreadable,
		});
	}
	return arrived;
}

interface Kept {
	readonly kept: readonly ArrivedNotice[];
	readonly decisions: Decisions | undefined;
	readonly hasActions: boolean;
}

async function keep(
	deps: ReceiveNoticesDeps,
	tx: Transaction,
	fact: EventsFact,
	given: {
		readonly configuration: Configuration;
		readonly cluster: Cluster;
		readonly addressees: AddresseesOfCluster;
		readonly arrived: readonly ArrivedNotice[];
	},
): Promise<Kept> {
	const { organisationId, agentId, epoch, first, last } = fact;
	const { store } = deps.notices;
	const added = new Set(await store.add(tx, organisationId, given.arrived));
	const kept = given.arrived.filter(({ id }) => added.has(id));
	if (kept.length === 0)
		return { kept, decisions: undefined, hasActions: false };
	const decisions = await decide(deps, tx, fact, { ...given, kept });
	if (decisions) store.saveDecisions(tx, organisationId, decisions);
	const hasActions = await deps.actions.plan(tx, organisationId, {
		...given,
		kept,
		channelOf: (group) =>
			given.addressees.of(group).find(({ door }) => door === "console")
				?.address,
	});
	await deps.notices.kept.announce(tx, {
		organisationId,
		agentId,
		epoch,
		first,
		last,
	});
	return { kept, decisions, hasActions };
}

/** Undefined when nobody is to be told. */
async function decide(
	deps: ReceiveNoticesDeps,
	tx: Transaction,
	{ organisationId }: EventsFact,
	given: {
		readonly cluster: Cluster;
		readonly addressees: AddresseesOfCluster;
		readonly kept: readonly ArrivedNotice[];
	},
): Promise<Decisions | undefined> {
	const { cluster, kept } = given;
	const told = kept.map((one) => ({
		one,
		to: one.isUnaddressed ? [] : given.addressees.of(one.notice.group),
	}));
	const everyone = new Map<string, MatchedAddressee>(
		told.flatMap(({ to }) => to.map((one) => [addresseeKey(one), one])),
	);
	if (everyone.size === 0) return undefined;
	const at = deps.clock.now();
	const { settings } = deps;
	const families = kept.flatMap(
		({ clusterId, notice }) => familyOf(clusterId, notice) ?? [],
	);
	const knowledge = await deps.notices.store.lockAddressees(
		tx,
		organisationId,
		{
			addressees: [...everyone.values()],
			keys: unique([
				digestKey,
				...kept.map(({ clusterId, notice }) => topicKey(clusterId, notice)),
				...families.map(familyKey),
			]),
			families: unique(families),
			familySince: new Date(at.getTime() - settings.familySeconds * 1000),
			noticeIds: unique(kept.map(({ notice }) => notice.id)),
			clusterId: cluster.id,
		},
		{ tokens: settings.burst, at },
	);
	const quietener = createQuietener({
		settings,
		at,
		knowledge,
		silences: await deps.notices.activeSilences(organisationId, at, tx),
		doorKind: deps.doorKind,
		newPostId: () => deps.newId("noticePost"),
	});
	for (const { one, to } of told)
		for (const addressee of to) quietener.tell(addressee, one);
	return quietener.decisions();
}

function unique(texts: readonly string[]): readonly string[] {
	return [...new Set(texts)];
}

/** After the commit: what is undone counts as nothing. */
function measure(
	{ meter, doorKind, clock }: ReceiveNoticesDeps,
	arrived: number,
	{ kept, decisions }: Kept,
): void {
	meter.received("kept", kept.length);
	meter.received("repeated", arrived - kept.length);
	meter.unaddressed(kept.filter(({ isUnaddressed }) => isUnaddressed).length);
	const nowMs = clock.now().getTime();
	for (const { outcome, door, happenedAt } of decisions?.deliveries ?? []) {
		meter.decided(outcome, door);
		if (outcome === "posted" && doorKind(door) === "stored")
			meter.posted(door, (nowMs - happenedAt.getTime()) / 1000);
	}
}
