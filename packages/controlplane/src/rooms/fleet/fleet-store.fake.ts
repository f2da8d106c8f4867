import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { putInTransaction } from "../audit/index.ts";
import type { Agent, Cluster } from "./cluster.ts";
import { meetsCriteria } from "./cluster-criteria.ts";
import type {
	FleetStore,
	HeardAgent,
	JoinToken,
	KnownAgent,
	NamePage,
	StoredAccount,
} from "./fleet-store.ts";

interface AgentRow {
	readonly organisationId: OrganisationId;
	readonly clusterId: Cluster["id"];
	readonly agent: Agent;
	readonly revokedAt: Date | undefined;
}

interface Tables {
	readonly accounts: Map<string, StoredAccount>;
	readonly clusters: Map<string, Cluster>;
	readonly tokens: Map<string, JoinToken>;
	readonly agents: Map<string, AgentRow>;
}

/** The fleet in memory. */
export function createFakeFleetStore(): FleetStore {
	const tables: Tables = {
		accounts: new Map(),
		clusters: new Map(),
		tokens: new Map(),
		agents: new Map(),
	};
	return {
		...fakeAccounts(tables),
		...fakeClusters(tables),
		...fakeTokens(tables),
		...fakeAgents(tables),
	};
}

type Accounts = Pick<
	FleetStore,
	| "insertAccount"
	| "findAccount"
	| "organisationOfAccount"
	| "listAccounts"
	| "markPushed"
	| "listRevocations"
>;

function fakeAccounts({ accounts, agents }: Tables): Accounts {
	return {
		async insertAccount(tx, account) {
			if (accounts.has(account.organisationId)) return false;
			putInTransaction(tx, accounts, account.organisationId, {
				...account,
				organisationName: account.organisationId,
			});
			return true;
		},
		findAccount: async (organisationId) => accounts.get(organisationId),
		organisationOfAccount: async (accountId) =>
			[...accounts.values()].find((one) => one.accountId === accountId)
				?.organisationId,
		listAccounts: async (which) =>
			[...accounts.values()].filter(
				(one) => which === "all" || one.pushedRevision < one.revision,
			),
		async markPushed(organisationId, revision) {
			const account = accounts.get(organisationId);
			if (account && account.pushedRevision < revision)
				accounts.set(organisationId, { ...account, pushedRevision: revision });
		},
		listRevocations: async (organisationId, at) =>
			[...agents.values()].flatMap(
				({ organisationId: of, agent, revokedAt }) =>
					of === organisationId &&
					revokedAt &&
					agent.credentialExpiresAt.getTime() > at.getTime()
						? [{ userKey: agent.userKey, revokedAt }]
						: [],
			),
	};
}

function fakeClusters({
	clusters,
	agents,
}: Tables): Pick<
	FleetStore,
	| "insertCluster"
	| "removeCluster"
	| "findCluster"
	| "listClusters"
	| "listClusterNames"
	| "countClusters"
	| "suggestTargets"
> {
	const withAgent = (cluster: Cluster): Cluster => ({
		...cluster,
		agent: [...agents.values()].find(
			(row) => row.clusterId === cluster.id && !row.revokedAt,
		)?.agent,
	});
	const present = (organisationId: string) =>
		[...clusters.values()].filter(
			(one) => one.organisationId === organisationId && !one.removedAt,
		);
	const byName = (organisationId: string, page: NamePage) =>
		present(organisationId)
			.sort((a, b) => (a.name < b.name ? -1 : 1))
			.filter((one) => !page.afterName || one.name > page.afterName);
	return {
		async insertCluster(tx, cluster) {
			const taken = present(cluster.organisationId).some(
				(one) => one.name === cluster.name,
			);
			if (taken) return false;
			putInTransaction(tx, clusters, cluster.id, cluster);
			return true;
		},
		async removeCluster(tx, organisationId, clusterId, at) {
			const known = present(organisationId).find((one) => one.id === clusterId);
			if (!known) return undefined;
			const removed: Cluster = {
				...known,
				state: "removed",
				since: at,
				removedAt: at,
			};
			putInTransaction(tx, clusters, clusterId, removed);
			return removed;
		},
		async findCluster(organisationId, by) {
			const found = present(organisationId).find((one) =>
				"name" in by ? one.name === by.name : one.id === by.id,
			);
			return found && withAgent(found);
		},
		listClusters: async (organisationId, page, criteria = {}) =>
			byName(organisationId, page)
				.filter((one) => meetsCriteria(one, criteria))
				.slice(0, page.limit)
				.map(withAgent),
		listClusterNames: async (organisationId, page) =>
			byName(organisationId, page)
				.slice(0, page.limit)
				.map((one) => one.name),
		async suggestTargets(organisationId, prefix, limit) {
			const begin = (all: Iterable<string>) =>
				[...new Set(all)]
					.filter((text) => text.startsWith(prefix))
					.sort()
					.slice(0, limit);
			const here = present(organisationId);
			return {
				names: begin(here.map(({ name }) => name)),
				labels: begin(
					here.flatMap(({ labels }) =>
						Object.entries(labels).map(([key, value]) => `${key}=${value}`),
					),
				),
			};
		},
		async countClusters(organisationId, criteria) {
			const met = present(organisationId).filter((one) =>
				meetsCriteria(one, criteria),
			);
			const byState = Map.groupBy(met, (one) => one.state);
			return [...byState].map(([state, those]) => ({
				state,
				count: those.length,
			}));
		},
	};
}

function fakeTokens({
	tokens,
}: Tables): Pick<
	FleetStore,
	"insertJoinToken" | "findJoinToken" | "useJoinToken" | "endJoinTokens"
> {
	return {
		async insertJoinToken(tx, token) {
			putInTransaction(tx, tokens, token.id, token);
		},
		async findJoinToken(organisationId, id) {
			const token = tokens.get(id);
			return token?.organisationId === organisationId ? token : undefined;
		},
		async useJoinToken(tx, organisationId, id, usedAt) {
			const token = tokens.get(id);
			const open =
				token?.organisationId === organisationId &&
				!token.usedAt &&
				token.expiresAt.getTime() > usedAt.getTime();
			if (!token || !open) return false;
			putInTransaction(tx, tokens, id, { ...token, usedAt });
			return true;
		},
		async endJoinTokens(tx, organisationId, clusterId, usedAt) {
			for (const token of tokens.values())
				if (
					token.organisationId === organisationId &&
					token.clusterId === clusterId &&
					!token.usedAt
				)
					putInTransaction(tx, tokens, token.id, { ...token, usedAt });
		},
	};
}

type Agents = Pick<
	FleetStore,
	| "insertAgent"
	| "revokeAgents"
	| "extendCredential"
	| "findAgent"
	| "listAgents"
	| "saveHeard"
>;

function fakeAgents(tables: Tables): Agents {
	const { agents } = tables;
	const open = (organisationId: string, agentId: string) => {
		const row = agents.get(agentId);
		return row?.organisationId === organisationId && !row.revokedAt
			? row
			: undefined;
	};
	return {
		async insertAgent(tx, organisationId, clusterId, agent) {
			const row = { organisationId, clusterId, agent, revokedAt: undefined };
			putInTransaction(tx, agents, agent.id, row);
		},
		async revokeAgents(tx, organisationId, clusterId, at) {
			const revoked = [...agents.values()].filter(
				(row) =>
					row.organisationId === organisationId &&
					row.clusterId === clusterId &&
					!row.revokedAt,
			);
			for (const row of revoked)
				putInTransaction(tx, agents, row.agent.id, { ...row, revokedAt: at });
			if (revoked.length > 0) raiseRevision(tx, tables, organisationId);
			return revoked.map(({ agent }) => ({
				id: agent.id,
				userKey: agent.userKey,
			}));
		},
		async extendCredential(tx, organisationId, agentId, expiresAt) {
			const row = open(organisationId, agentId);
			if (!row) return false;
			const agent = { ...row.agent, credentialExpiresAt: expiresAt };
			putInTransaction(tx, agents, agentId, { ...row, agent });
			return true;
		},
		async findAgent(organisationId, agentId) {
			const row = open(organisationId, agentId);
			return row && knownAgent(tables, row);
		},
		listAgents: async (page) =>
			[...agents.values()]
				.filter((row) => !row.revokedAt)
				.sort((a, b) => (a.agent.id < b.agent.id ? -1 : 1))
				.filter((row) => !page.after || row.agent.id > page.after)
				.slice(0, page.limit)
				.flatMap((row) => knownAgent(tables, row) ?? []),
		async saveHeard(heard) {
			for (const one of heard) {
				const row = open(one.organisationId, one.agentId);
				if (row) saveOne(tables, row, one);
			}
		},
	};
}

function raiseRevision(
	tx: Transaction,
	{ accounts }: Tables,
	organisationId: OrganisationId,
): void {
	const account = accounts.get(organisationId);
	if (account)
		putInTransaction(tx, accounts, organisationId, {
			...account,
			revision: account.revision + 1,
		});
}

function knownAgent(
	{ clusters, accounts }: Tables,
	row: AgentRow,
): KnownAgent | undefined {
	const cluster = clusters.get(row.clusterId);
	const account = accounts.get(row.organisationId);
	if (!cluster || !account) return undefined;
	return {
		agentId: row.agent.id,
		organisationId: row.organisationId,
		accountId: account.accountId,
		clusterId: cluster.id,
		clusterName: cluster.name,
		userKey: row.agent.userKey,
		state: cluster.state,
		lastSeenAt: row.agent.lastSeenAt,
	};
}

function saveOne(
	{ agents, clusters }: Tables,
	row: AgentRow,
	heard: HeardAgent,
): void {
	const before = row.agent.lastSeenAt?.getTime() ?? 0;
	if ((heard.lastSeenAt?.getTime() ?? 0) < before) return;
	const said = heard.heartbeat;
	const agent: Agent = {
		...row.agent,
		lastSeenAt: heard.lastSeenAt,
		...(said
			? {
					agentVersion: said.agentVersion,
					protocol: said.protocol,
					configurationVersion: said.configurationVersion,
					running: said.running,
					kubernetes: said.kubernetes,
					plugins: said.plugins,
				}
			: {}),
	};
	agents.set(row.agent.id, { ...row, agent });
	const cluster = clusters.get(row.clusterId);
	if (!cluster || cluster.state === "removed" || cluster.state === heard.state)
		return;
	clusters.set(cluster.id, {
		...cluster,
		state: heard.state,
		since: heard.since,
	});
}
