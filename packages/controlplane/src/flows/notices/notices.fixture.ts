import type {
	AgentId,
	EpochId,
	Fact,
	Notice,
	OrganisationId,
} from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import { emptyConfiguration } from "@quarterdeck/contract/configuration";
import {
	createMetrics,
	createNewId,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createHandClock, type HandClock } from "@quarterdeck/testkit";
import { sql } from "kysely";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createEvents } from "../../rooms/events/events.wiring.ts";
import type { Events } from "../../rooms/events/index.ts";
import { stageFleet } from "../../rooms/fleet/fakes.ts";
import type { Notices } from "../../rooms/notices/index.ts";
import { createNotices } from "../../rooms/notices/notices.wiring.ts";
import { insertOrganisation } from "../../rooms/people/insert-organisation.fixture.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import { createPermissions } from "../../rooms/permissions/permissions.wiring.ts";
import { noActions } from "./no-actions.fixture.ts";
import type { NoticeActions } from "./notice-actions.ts";
import type { NoticeDoors } from "./notice-door.ts";
import { createNoticesFlow } from "./notices.wiring.ts";
import type { NoticesFlow } from "./notices-flow.ts";
import {
	defaultQuietenSettings,
	type QuietenSettings,
} from "./quieten-settings.ts";

export const newId = createNewId(systemClock);

type EventsFact = Extract<Fact, { kind: "agent.events.v1" }>;
type Channel = Configuration["channels"][number];

/** A console channel that hears of groups; what else it has can be said. */
export function channel(
	name: string,
	sources: readonly string[],
	more: Partial<Channel> = {},
): Channel {
	return {
		platform: "console",
		group: "house",
		alias: name,
		name,
		members: undefined,
		clusters: [],
		notificationsDisabled: false,
		bindings: { executors: [], sources },
		...more,
	};
}

/** A configuration with these channels, which has their groups. */
export function configurationOf(
	channels: readonly Channel[],
	more: Partial<Configuration> = {},
): Configuration {
	const groups = channels.flatMap(({ bindings }) => bindings.sources);
	return {
		...emptyConfiguration,
		channels,
		sources: Object.fromEntries(
			groups.map((group) => [group, { displayName: undefined, plugins: [] }]),
		),
		...more,
	};
}

let made = 0;

/** A notice about a pod; each call is another happening. */
export function notice(more: Partial<Notice> = {}): Notice {
	made += 1;
	return {
		id: `happening-${made}`,
		group: "k8s",
		plugin: "botkube/kubernetes",
		title: "Pod shop/web failed",
		level: "error",
		type: "error",
		object: { kind: "Pod", namespace: "shop", name: "web" },
		topic: "Pod shop/web error",
		message: { baseBody: { plaintext: "Back-off restarting" } },
		...more,
	};
}

/** An agent of a cluster of its own. */
export interface StagedAgent {
	readonly organisationId: OrganisationId;
	readonly agentId: AgentId;
	readonly cluster: string;
	/** Sends a batch, which is committed and acted on; answers the fact of it. */
	say(...notices: readonly unknown[]): Promise<EventsFact>;
	/** Sends a batch that nobody has acted on yet. */
	send(...notices: readonly unknown[]): Promise<EventsFact>;
	readonly epoch: EpochId;
}

/** The flow over a real database and a hand-wound clock; each organisation has the configuration that was set last. */
export function stageNotices(
	store: TestStore,
	given: {
		readonly doors?: NoticeDoors;
		readonly actions?: (notices: Notices) => NoticeActions;
		readonly settings?: Partial<QuietenSettings>;
		readonly clock?: HandClock;
		readonly log?: Log;
		readonly keep?: { readonly keepSeconds: number; readonly maxKept: number };
	} = {},
) {
	const { database, signals } = store;
	const clock = given.clock ?? createHandClock();
	const log = given.log ?? silentLog;
	const permissions = createPermissions({
		clock,
		reportError: (error) => {
			throw error;
		},
	});
	const facts: Fact[] = [];
	const configured = new Map<OrganisationId, Configuration>();
	const followers = new Set<() => void>();
	const catalog = {
		currentConfiguration: async (id: OrganisationId) => ({
			version: 1,
			configuration: configured.get(id) ?? emptyConfiguration,
		}),
		follow(_: OrganisationId, listener: () => void) {
			followers.add(listener);
			return () => followers.delete(listener);
		},
	};
	const audited: unknown[] = [];
	const common = { database, signals, permissions, catalog, clock, newId, log };
	const notices = createNotices({
		...common,
		accounts: { lockActor: async () => undefined as never },
		audit: {
			recordEvent: async (_tx, event) => {
				audited.push(event);
				return undefined as never;
			},
		},
		...(given.keep ? { settings: given.keep } : {}),
	});
	const metrics = createMetrics({ processMetrics: false });
	const events = createEvents({
		database,
		clock,
		metrics,
		outbox: { put: (_, fact) => void facts.push(fact) },
	});
	const fleet = stageFleet({ store, clock });
	const flowOf = (changes: { events?: Events } = {}) =>
		createNoticesFlow({
			...common,
			events: changes.events ?? events,
			fleet,
			notices,
			doors: given.doors ?? { console: "stored" },
			actions: given.actions?.(notices) ?? noActions,
			transact: database.transact,
			metrics: createMetrics({ processMetrics: false }),
			settings: { ...defaultQuietenSettings, ...given.settings },
		});
	const flow = flowOf();
	return {
		clock,
		database,
		events,
		notices,
		flow,
		flowOf,
		audited,
		configure(id: OrganisationId, configuration: Configuration) {
			configured.set(id, configuration);
			for (const tell of followers) tell();
		},
		organisation: () => insertOrganisation(database),
		callerOf: (organisationId: OrganisationId, more: Partial<Caller> = {}) =>
			callerOf(organisationId, more),
		agent: (
			organisationId: OrganisationId,
			cluster = "prod",
			labels: Readonly<Record<string, string>> = {},
		) =>
			stageAgent({ store, clock, events, flow }, organisationId, {
				cluster,
				labels,
			}),
		/** What came of every happening, as `door address outcome`. */
		async outcomes(organisationId: OrganisationId) {
			const { rows } = await sql<{ line: string }>`
				select door || ' ' || address || ' ' || outcome as line from notice_deliveries
				where organisation_id = ${organisationId} order by at, notice_id, door, address
			`.execute(database.on());
			return rows.map(({ line }) => line);
		},
	};
}

async function stageAgent(
	{
		store,
		clock,
		events,
		flow,
	}: {
		readonly store: TestStore;
		readonly clock: HandClock;
		readonly events: Events;
		readonly flow: NoticesFlow;
	},
	organisationId: OrganisationId,
	{
		cluster,
		labels,
	}: {
		readonly cluster: string;
		readonly labels: Readonly<Record<string, string>>;
	},
): Promise<StagedAgent> {
	const agentId = await insertAgent(store, organisationId, { cluster, labels });
	const epoch = newId("epoch");
	let number = 0;
	const send = async (...said: readonly unknown[]) => {
		const after = number;
		const from = { organisationId, agentId };
		await events.receive(from, {
			epoch,
			after,
			dropped: 0,
			events: said.map((data) => {
				number += 1;
				return {
					number,
					at: clock.now().toISOString(),
					source: "k8s",
					kind: "notice",
					data: data as Record<string, unknown>,
				};
			}),
		});
		return {
			kind: "agent.events.v1" as const,
			...from,
			epoch,
			first: after + 1,
			last: number,
		};
	};
	return {
		organisationId,
		agentId,
		cluster,
		epoch,
		send,
		async say(...said) {
			const fact = await send(...said);
			await flow.receive.handle(fact, new AbortController().signal);
			return fact;
		},
	};
}

function callerOf(
	organisationId: OrganisationId,
	more: Partial<Caller>,
): Caller {
	return {
		organisationId,
		actor: {
			personId: newId("person"),
			email: "ana@example.com",
			groups: [],
		} as unknown as Caller["actor"],
		...more,
	};
}

async function insertAgent(
	{ database }: TestStore,
	organisationId: OrganisationId,
	{
		cluster,
		labels,
	}: {
		readonly cluster: string;
		readonly labels: Readonly<Record<string, string>>;
	},
): Promise<AgentId> {
	const agentId = newId("agent");
	const clusterId = newId("cluster");
	await sql`
		insert into clusters (organisation_id, id, name, labels, state, since, created_at)
		values (${organisationId}, ${clusterId}, ${cluster}, ${JSON.stringify(labels)}, 'alive', now(), now())
	`.execute(database.on());
	await sql`
		insert into agents (organisation_id, id, cluster_id, user_key, enrolled_at, credential_expires_at, agent_version, protocol,
			configuration_version, running, plugins)
		values (${organisationId}, ${agentId}, ${clusterId}, ${`U${"A".repeat(55)}`}, now(), now(), '0.0.0', 1, 0, 0, '[]')
	`.execute(database.on());
	return agentId;
}
