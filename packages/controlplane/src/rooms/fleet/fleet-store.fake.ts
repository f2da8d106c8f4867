import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import {
	lockInTransaction,
	putInTransaction,
} from "@quarterdeck/runtime/fakes";
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
import { standsUntil } from "./same-beat.ts";

interface AgentRow {
	readonly organisationId: OrganisationId;
	readonly clusterId: Cluster["id"];
	readonly agent: Agent;
	readonly revokedAt: Date | undefined;
	readonly rotationAskedAt?: Date | undefined;
	readonly nextUserKey?: string | undefined;
}

interface RetiredKey {
	readonly organisationId: OrganisationId;
	readonly userKey: string;
	readonly revokedAt: Date;
	readonly credentialExpiresAt: Date;
}

interface Tables {
	readonly accounts: Map<string, StoredAccount>;
	readonly clusters: Map<string, Cluster>;
	readonly tokens: Map<string, JoinToken>;
	readonly agents: Map<string, AgentRow>;
	readonly retired: Map<string, RetiredKey>;
}

/** The fleet in memory. */
export function createFakeFleetStore(): FleetStore {
	const tables: Tables = {
		accounts: new Map(),
		clusters: new Map(),
		tokens: new Map(),
		agents: new Map(),
		retired: new Map(),
	};
	return {
		...fakeAccounts(tables),
		...fakeClusters(tables),
		...fakeTokens(tables),
		...fakeAgents(tables),
		...fakeRotations(tables),
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

function fakeAccounts({ accounts, agents, retired }: Tables): Accounts {
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
		async listRevocations(organisationId, at) {
			const revoked = [...agents.values()].flatMap(({ agent, ...row }) =>
				row.revokedAt ? [{ ...row, ...agent, revokedAt: row.revokedAt }] : [],
			);
			return [...revoked, ...retired.values()]
				.filter((one) => one.organisationId === organisationId)
				.filter((one) => one.credentialExpiresAt.getTime() > at.getTime())
				.map(({ userKey, revokedAt }) => ({ userKey, revokedAt }));
		},
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
	| "lockCluster"
	| "listClusters"
	| "listClusterNames"
	| "countClusters"
	| "suggestTargets"
> {
	const held = new Map<string, Promise<void>>();
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
			const found =
				"id" in by && by.evenRemoved
					? clusters.get(by.id)
					: present(organisationId).find((one) =>
							"name" in by ? one.name === by.name : one.id === by.id,
						);
			if (found?.organisationId !== organisationId) return undefined;
			return found && withAgent(found);
		},
		async lockCluster(tx, organisationId, clusterId) {
			await lockInTransaction(tx, held, clusterId);
			const found = present(organisationId).find((one) => one.id === clusterId);
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
			for (const row of revoked) {
				retireKey(tx, tables, row, row.nextUserKey, at);
				putInTransaction(tx, agents, row.agent.id, { ...row, revokedAt: at });
			}
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

function fakeRotations(
	tables: Tables,
): Pick<
	FleetStore,
	"askForRotation" | "offerKey" | "settleKey" | "awaitAgent"
> {
	const { agents, clusters } = tables;
	const open = (organisationId: string, agentId: string) => {
		const row = agents.get(agentId);
		return row?.organisationId === organisationId && !row.revokedAt
			? row
			: undefined;
	};
	return {
		async askForRotation(tx, organisationId, agentId, rotationAskedAt) {
			const row = open(organisationId, agentId);
			if (row)
				putInTransaction(tx, agents, agentId, { ...row, rotationAskedAt });
			return row !== undefined;
		},
		async offerKey(tx, organisationId, agentId, { userKey, notBefore, at }) {
			const row = open(organisationId, agentId);
			const asked = row?.rotationAskedAt;
			if (!row || !asked || asked.getTime() < notBefore.getTime()) return false;
			if (row.agent.userKey === userKey) return false;
			if (row.nextUserKey !== userKey)
				retireKey(tx, tables, row, row.nextUserKey, at);
			putInTransaction(tx, agents, agentId, { ...row, nextUserKey: userKey });
			return true;
		},
		async settleKey(tx, organisationId, agentId, { userKey, at }) {
			const row = open(organisationId, agentId);
			if (row?.nextUserKey !== userKey) return false;
			retireKey(tx, tables, row, row.agent.userKey, at);
			putInTransaction(tx, agents, agentId, {
				...row,
				agent: { ...row.agent, userKey },
				nextUserKey: undefined,
				rotationAskedAt: undefined,
			});
			raiseRevision(tx, tables, organisationId);
			return true;
		},
		async awaitAgent(tx, organisationId, clusterId, since) {
			const known = clusters.get(clusterId);
			if (known?.organisationId !== organisationId || known.removedAt) return;
			if (known.state === "joining") return;
			putInTransaction(tx, clusters, clusterId, {
				...known,
				state: "joining",
				since,
			});
		},
	};
}

function retireKey(
	tx: Transaction,
	{ retired }: Tables,
	{ organisationId, agent }: AgentRow,
	userKey: string | undefined,
	revokedAt: Date,
): void {
	const { credentialExpiresAt } = agent;
	if (userKey !== undefined)
		putInTransaction(tx, retired, `${organisationId} ${userKey}`, {
			organisationId,
			userKey,
			revokedAt,
			credentialExpiresAt,
		});
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
		nextUserKey: row.nextUserKey,
		state: cluster.state,
		lastSeenAt: row.agent.lastSeenAt,
	};
}

function saveOne(
	{ agents, clusters }: Tables,
	row: AgentRow,
	heard: HeardAgent,
): void {
	const before = row.agent.lastSeenAt;
	if (before && standsUntil(heard) < before) return;
	const said = heard.heartbeat;
	const isLater = !before || (heard.lastSeenAt && heard.lastSeenAt > before);
	const agent: Agent = {
		...row.agent,
		lastSeenAt: isLater ? heard.lastSeenAt : before,
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
