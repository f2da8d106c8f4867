import {
	type AgentId,
	agentSettingsSchema,
	type Heartbeat,
	type OrganisationId,
	readJoinToken,
	subjectToken,
} from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	createReportError,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import {
	createFakeSignals,
	createFakeTransact,
} from "@quarterdeck/runtime/fakes";
import { createFakeAudit } from "../../rooms/audit/fakes.ts";
import type { Audit } from "../../rooms/audit/index.ts";
import type { Channel, Configuration } from "../../rooms/catalog/index.ts";
import { createFakeCommandRecords } from "../../rooms/commands/fakes.ts";
import type { CommandRecords } from "../../rooms/commands/index.ts";
import { createFakeFleet } from "../../rooms/fleet/fakes.ts";
import type { Labels } from "../../rooms/fleet/index.ts";
import { createFakePermissions } from "../../rooms/permissions/fakes.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import { assembleCommands, type CommandsDeps } from "./commands.wiring.ts";
import { createCommandFeeds } from "./follow/command-feed.ts";
import { createLiveChannels } from "./follow/live-channels.ts";
import { createFakeAgentRuns, type FakeAgent } from "./run/agent-runs.fake.ts";
import { createFakeCommandOutputs } from "./run/command-outputs.fake.ts";
import { createRateLimit } from "./run/rate-limit.ts";

type FakeFleet = ReturnType<typeof createFakeFleet>;

/** The flow over fakes, and the handles by which a test plays the agents. */
export function createFakeCommands(
	given: {
		readonly clock?: Clock;
		readonly log?: Log;
		readonly audit?: Audit;
		readonly commandRecords?: CommandRecords;
		readonly fleet?: FakeFleet;
		readonly changes?: Partial<CommandsDeps>;
	} = {},
) {
	const clock = given.clock ?? systemClock;
	const log = given.log ?? silentLog;
	const newId = createNewId(clock);
	const transact = createFakeTransact();
	const audit = given.audit ?? createFakeAudit({ clock, newId, transact });
	const commandRecords =
		given.commandRecords ??
		createFakeCommandRecords({ audit, clock, log, transact });
	const fleet =
		given.fleet ?? createFakeFleet({ clock, newId, audit, transact });
	const agentRuns = createFakeAgentRuns();
	const outputs = createFakeCommandOutputs();
	const configuration = createFakeConfiguration();
	const permissions = createFakePermissions({ clock });
	const deps: CommandsDeps = {
		clock,
		log,
		newId,
		transact,
		audit,
		commandRecords,
		permissions,
		fleet,
		agentRuns,
		outputs,
		catalog: configuration.catalog,
		reportError: createReportError({ log, newId }),
		processId: newId("process"),
		rateLimit: createRateLimit({ clock, perSecond: 20 }),
		feeds: createCommandFeeds({ clock, maxBytes: 64 << 20, keepSeconds: 600 }),
		liveChannels: createLiveChannels({ clock }),
		cancelSignals: createFakeSignals(),
		version: "0.0.0",
		outputUrl: (runId) => `/outputs/${runId}`,
		inlineBytes: 1 << 20,
		silentAfterSeconds: 20,
		defaultTimeoutSeconds: 60,
		maxTimeoutSeconds: 3600,
		parallelRuns: 64,
		pollSeconds: 1,
		graceSeconds: 5,
		maxRunning: 1000,
		meter: { runEnded() {}, commandEnded() {} },
		...given.changes,
	};
	return {
		commands: assembleCommands(deps),
		deps,
		audit,
		commandRecords,
		permissions,
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
function createFakeConfiguration() {
	const followers = new Set<() => void>();
	let current = fakeConfiguration();
	return {
		catalog: {
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

/** A configuration with kubectl bound to the channels `ops` and, for ana only, `private`; helm is bound nowhere. */
export function fakeConfiguration(): Configuration {
	const plugin = (key: string) => ({
		displayName: undefined,
		plugins: [{ key, enabled: true }],
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
		readonly fleet: FakeFleet;
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
	const account = lastPushed(fleet);
	const { token } = await fleet.addCluster(caller, wanted);
	const { agentId } = await fleet.enrolAgent(
		{ account, inst: readJoinToken(token)?.inst ?? "" },
		{ userKey: userKeyOf(wanted.name), agentVersion: "0.0.0", protocol: 1 },
	);
	agentRuns.agents.set(agentId, wanted.agent);
	const alive = Promise.withResolvers<void>();
	const unwatch = fleet.watchFleet(caller.organisationId, (cluster) => {
		if (cluster.agent?.id === agentId && cluster.state === "alive")
			alive.resolve();
	});
	fleet.heardFrom(
		{ account, inst: subjectToken(agentId) },
		heartbeatAt(clock.now()),
	);
	await alive.promise;
	unwatch();
	return agentId;
}

/** The account the bus was told of last. */
function lastPushed(fleet: FakeFleet): string {
	const account = [...fleet.bus.pushed.keys()].at(-1);
	if (account === undefined)
		throw new TypeError("the organisation was not prepared");
	return account;
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
