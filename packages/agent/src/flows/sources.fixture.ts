import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
	type AgentConfiguration,
	agentConfigurationSchema,
	type Notice,
	noticeSchema,
} from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { type Ending, tempDir } from "@quarterdeck/testkit";

import { openRunFolder } from "../plumbing/process/run-folder.ts";
import { openSandbox } from "../plumbing/process/sandbox.ts";
import { defaultCeiling } from "../rooms/gate/index.ts";
import {
	type BuiltInSource,
	createPluginSources,
} from "../rooms/plugins/index.ts";
import { testProgram } from "../rooms/plugins/program.fixture.ts";
import type { Program } from "../rooms/plugins/program.ts";
import {
	createSourceStreams,
	type SourceStreamsDeps,
} from "./stream-source.ts";

export const hostileSource = "tests/hostile";

/** A configuration whose source groups are these. */
export function sourcesOf(
	groups: Readonly<Record<string, unknown>>,
	over: Partial<Record<keyof AgentConfiguration, unknown>> = {},
): AgentConfiguration {
	return agentConfigurationSchema.parse({
		version: 1,
		clusterName: "eu",
		executors: [],
		sources: Object.entries(groups).map(([name, config]) => ({
			name,
			interactive: false,
			plugins: [{ key: hostileSource, enabled: true, config }],
		})),
		settings: { sandbox: "none" },
		...over,
	});
}

/** Streams over real plugin processes that run without a sandbox, into a real list of what was put. */
export function startSources(
	t: Ending,
	over: Partial<SourceStreamsDeps> & {
		program?: Program;
		builtIn?: readonly BuiltInSource[];
		clock?: Clock;
	} = {},
) {
	const dir = tempDir(t);
	chmodSync(dir, 0o711);
	const stateDir = join(dir, "state");
	mkdirSync(stateDir, { mode: 0o700 });
	const { program = testProgram("hostile-source"), ...rest } = over;
	const clock = over.clock ?? systemClock;
	const open = openSandbox({
		runFolder: openRunFolder({ runDir: join(dir, "run"), stateDir }),
		diskBytes: 8_388_608,
		uids: undefined,
		groups: undefined,
		gate: {
			port: () => undefined,
			listenAlso: () => () => {},
		},
		secrets: [],
	});
	const sources = createPluginSources({
		resolve: () => program,
		sandboxes: { strongest: open, open },
		mayRunUnsandboxed: true,
		allowance: { memoryBytes: 536_870_912, network: ["*"] },
		clock,
		log: silentLog,
	});
	const notices: Notice[] = [];
	const heard: string[] = [];
	const streams = createSourceStreams({
		sources,
		builtIn: [],
		gate: {
			lend: () => {
				throw new Error("nothing is lent here");
			},
		},
		ownCredentials: { read: () => Promise.reject(new Error("none")) },
		ceiling: { ...defaultCeiling, unsandboxed: true },
		secrets: { resolve: async (value) => ({ value, secrets: [] }) },
		put(event) {
			notices.push(noticeSchema.parse(event.data));
			return notices.length;
		},
		newId: createNewId(clock),
		clock,
		log: silentLog,
		meter: { event: (what) => heard.push(what) },
		...rest,
	});
	t.after(async () => {
		await streams.stop();
		await sources.stop();
	});
	const titles = () => notices.map(({ title }) => title);
	const state = () => sources.states()[0];
	const stream = (group: string) =>
		state()?.groups?.find(({ name }) => name === group);
	return { sources, streams, notices, titles, heard, state, stream, stateDir };
}
