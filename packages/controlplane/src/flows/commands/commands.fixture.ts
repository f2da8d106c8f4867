import {
	type AgentId,
	agentSettingsSchema,
	type Heartbeat,
	type Labels,
	type OrganisationId,
	readJoinToken,
	subjectToken,
} from "@quarterdeck/contract";
import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";
import {
	type Clock,
	createNewId,
	createReportError,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createSignals } from "../../plumbing/postgres/index.ts";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../../rooms/audit/audit.wiring.ts";
import type { Audit } from "../../rooms/audit/index.ts";
import type {
	AppliedConfiguration,
	ConfigurationEdit,
} from "../../rooms/catalog/index.ts";
import { stageCommandRecords } from "../../rooms/commands/fakes.ts";
import type { CommandRecords } from "../../rooms/commands/index.ts";
import { type StagedFleet, stageFleet } from "../../rooms/fleet/fakes.ts";
import { insertOrganisation } from "../../rooms/people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../../rooms/permissions/fakes.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import { assembleCommands, type CommandsDeps } from "./commands.wiring.ts";
import { createCommandFeeds } from "./follow/command-feed.ts";
import { createLiveChannels } from "./follow/live-channels.ts";
import { createFakeAgentRuns, type FakeAgent } from "./run/agent-runs.fake.ts";
import { cancelledCommands } from "./run/cancel-signals.ts";
import { createFakeCommandOutputs } from "./run/command-outputs.fake.ts";
import { createRateLimit } from "./run/rate-limit.ts";

/** What a test may give instead of the fixture's own. */
export interface GivenForCommands {
	readonly clock?: Clock;
	readonly log?: Log;
	readonly audit?: Audit;
	readonly commandRecords?: CommandRecords;
	readonly fleet?: StagedFleet;
	readonly changes?: Partial<CommandsDeps>;
}

/** The flow over the rooms of a test's store; agents, outputs and the configuration are fakes, and a test plays the agents. */
export function stageCommands(store: TestStore, given: GivenForCommands = {}) {
	const { database, signals } = store;
	const { transact } = database;
	const clock = given.clock ?? systemClock;
	const log = given.log ?? silentLog;
	const newId = createNewId(clock);
	const audit =
		given.audit ?? createAudit({ database, signals, clock, newId, log });
	const commandRecords =
		given.commandRecords ?? stageCommandRecords({ database, audit, clock });
	const fleet = given.fleet ?? stageFleet({ store, clock, newId, audit });
	const permissions = createFakePermissions({ clock });
	const agentRuns = createFakeAgentRuns();
	const outputs = createFakeCommandOutputs();
	const configuration = createFakeConfiguration();
	const deps: CommandsDeps = {
		clock,
		log,
		newId,
		transact,
		audit,
		commandRecords,
		fleet,
		permissions,
		agentRuns,
		outputs,
		catalog: configuration.catalog,
		reportError: createReportError({ log, newId }),
		processId: newId("process"),
		rateLimit: createRateLimit({ clock, perSecond: 20 }),
		feeds: createCommandFeeds({ clock, maxBytes: 64 << 20, keepSeconds: 600 }),
		liveChannels: createLiveChannels({ clock }),
		cancelSignals: createSignals(signals, cancelledCommands),
		version: "0.0.0",
		outputUrl: (runId) => `/outputs/${runId}`,
		inlineBytes: 1 << 20,
		silentAfterSeconds: 20,
		defaultTimeoutSeconds: 60,
		maxTimeoutSeconds: 3600,
		parallelRuns: 64,
		pollSeconds: 1,
		maxWaiting: 1000,
		graceSeconds: 5,
		maxRunning: 1000,
		meter: { runEnded() {}, commandEnded() {} },
		...given.changes,
	};
	return {
		commands: assembleCommands(deps),
		deps,
		permissions,
		audit,
		commandRecords,
		fleet,
		agentRuns,
		outputs,
		configuration,
		/** Adds a cluster whose agent is alive and does what `agent` says. */
		join: (
			caller: Caller,
			name: string,
			agent: FakeAgent,
			labels: Labels = {},
		) =>
			joinCluster({ fleet, agentRuns, clock }, caller, { name, agent, labels }),
	};
}

/** A configuration that takes effect when `current` is set, and who follows its changes. */
const noVersion = {
	version: 0,
	yaml: "",
	author: "",
	createdAt: undefined,
	note: undefined,
};

function createFakeConfiguration() {
	const followers = new Set<() => void>();
	let current = fakeConfiguration();
	const edits: { readonly edit: ConfigurationEdit; readonly note: string }[] =
		[];
	let outcome: () => AppliedConfiguration = () => ({
		applied: { ...noVersion, version: 2 },
		problems: [],
	});
	return {
		/** What commands changed. */
		edits,
		/** What becomes of what they change. */
		set outcome(next: () => AppliedConfiguration) {
			outcome = next;
		},
		catalog: {
			async editConfiguration(
				_caller: Caller,
				edit: ConfigurationEdit,
				note: string,
			) {
				edits.push({ edit, note });
				return outcome();
			},
			showConfiguration: async () => ({
				...noVersion,
				version: 1,
				yaml: "settings: {}\n",
			}),
			currentConfiguration: async () => ({
				version: 1,
				configuration: current,
			}),
			follow(_organisationId: OrganisationId, listener: () => void) {
				followers.add(listener);
				return () => void followers.delete(listener);
			},
		},
		get current() {
			return current;
		},
		set current(next: Configuration) {
			current = next;
			for (const listener of [...followers]) listener();
		},
	};
}

/** A person of an organisation of its own, or of the one that is given. */
export async function insertCaller(
	{ database }: TestStore,
	email: string,
	organisationId?: OrganisationId,
): Promise<Caller> {
	return {
		actor: {
			personId: createNewId(systemClock)("person"),
			email,
			displayName: email,
			groups: [],
		},
		organisationId: organisationId ?? (await insertOrganisation(database)),
	};
}

/** A configuration with kubectl bound to the channels `ops` and, for ana only, `private`; helm is bound nowhere. */
export function fakeConfiguration(): Configuration {
	const plugin = (key: string) => ({
		displayName: undefined,
		plugins: [{ key, enabled: true, displayName: "Kubectl" }],
	});
	const channel = (name: string, changes: Partial<Channel> = {}): Channel => ({
		platform: "console",
		group: "default",
		alias: name,
		name,
		members: undefined,
		clusters: [],
		notificationsDisabled: false,
		bindings: { executors: ["tools"], sources: [] },
		...changes,
	});
	return {
		executors: {
			tools: plugin("botkube/kubectl"),
			charts: plugin("botkube/helm"),
		},
		sources: {},
		aliases: { k: { command: "kubectl", displayName: undefined } },
		actions: {},
		sinks: [],
		channels: [
			channel("ops"),
			channel("private", { members: ["ana@example.com"] }),
			channel("europe", { clusters: ["eu"] }),
		],
		settings: { ...agentSettingsSchema.parse({}), clusterName: "" },
	};
}

async function joinCluster(
	deps: {
		readonly fleet: StagedFleet;
		readonly agentRuns: ReturnType<typeof createFakeAgentRuns>;
		readonly clock: Clock;
	},
	caller: Caller,
	wanted: {
		readonly name: string;
		readonly agent: FakeAgent;
		readonly labels: Labels;
	},
): Promise<AgentId> {
	const { fleet, agentRuns, clock } = deps;
	await fleet.prepareOrganisation(caller.organisationId);
	const busAccount = lastPushed(fleet);
	const { token } = await fleet.addCluster(caller, wanted);
	const { agentId } = await fleet.enrolAgent(
		{ busAccount, inst: readJoinToken(token)?.inst ?? "" },
		{ userKey: userKeyOf(wanted.name), agentVersion: "0.0.0", protocol: 1 },
	);
	agentRuns.agents.set(agentId, wanted.agent);
	const alive = Promise.withResolvers<void>();
	const unwatch = fleet.watchFleet(caller.organisationId, (cluster) => {
		if (cluster.agent?.id === agentId && cluster.state === "alive")
			alive.resolve();
	});
	fleet.receiveHeartbeat(
		{ busAccount, inst: subjectToken(agentId) },
		heartbeatAt(clock.now()),
	);
	await alive.promise;
	unwatch();
	return agentId;
}

/** The account the bus was told of last. */
function lastPushed(fleet: StagedFleet): string {
	const busAccount = [...fleet.bus.pushed.keys()].at(-1);
	if (busAccount === undefined)
		throw new TypeError("the organisation was not prepared");
	return busAccount;
}

function heartbeatAt(at: Date): Heartbeat {
	return {
		at: at.toISOString(),
		agentVersion: "0.0.0",
		protocol: 1,
		configurationVersion: 1,
		running: 0,
		kubernetes: { reachable: true, version: "v1.32.0" },
		plugins: [],
	};
}

/** Something in the shape of a public key, another one for every name. */
function userKeyOf(name: string): string {
	const letters = name.toUpperCase().replaceAll(/[^A-Z]/g, "A");
	return `U${letters.padEnd(55, "A").slice(0, 55)}`;
}
