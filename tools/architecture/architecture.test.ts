import assert from "node:assert/strict";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { findViolations, violationsOf } from "./find-violations.ts";
import { readHouse } from "./read-house.ts";

const house = readHouse(resolve(import.meta.dirname, "../.."));

test("the house is sound", () => {
	assert.ok(house.files.size > 20, "the sources were found");
	assert.deepEqual(findViolations(house), []);
});

const planted: readonly {
	readonly why: string;
	readonly path: string;
	readonly text: string;
	readonly says: RegExp;
}[] = [
	{
		why: "contract knows runtime",
		path: "packages/contract/src/x.ts",
		text: 'import { createLog } from "@quarterdeck/runtime";',
		says: /contract does not declare|contract may not know runtime/,
	},
	{
		why: "runtime knows wire",
		path: "packages/runtime/src/x.ts",
		text: 'import { y } from "@quarterdeck/wire";',
		says: /runtime may not know wire/,
	},
	{
		why: "a room knows a door",
		path: "packages/controlplane/src/rooms/fleet/x.ts",
		text: 'import { y } from "../../doors/api/y.ts";',
		says: /rooms may not know controlplane\/doors/,
	},
	{
		why: "a room knows plumbing",
		path: "packages/controlplane/src/rooms/fleet/x.ts",
		text: 'import { y } from "../../plumbing/postgres/index.ts";',
		says: /rooms may not know controlplane\/plumbing/,
	},
	{
		why: "a flow knows wire",
		path: "packages/controlplane/src/flows/commands/x.ts",
		text: 'import { y } from "@quarterdeck/wire";',
		says: /flows may not know wire/,
	},
	{
		why: "a flow knows an adapter",
		path: "packages/controlplane/src/flows/commands/x.ts",
		text: 'import { y } from "../../rooms/audit/audit-store.pg.ts";',
		says: /may not know controlplane\/adapter\.pg/,
	},
	{
		why: "a door knows the assembly",
		path: "packages/controlplane/src/doors/api/x.ts",
		text: 'import { y } from "../../assembly/rooms.ts";',
		says: /doors may not know controlplane\/assembly/,
	},
	{
		why: "the assembly knows main",
		path: "packages/controlplane/src/assembly/x.ts",
		text: 'import { y } from "../main.ts";',
		says: /assembly may not know controlplane\/main/,
	},
	{
		why: "plumbing knows a room",
		path: "packages/controlplane/src/plumbing/x.ts",
		text: 'import { y } from "../rooms/audit/index.ts";',
		says: /plumbing may not know controlplane\/rooms/,
	},
	{
		why: "an adapter for SQL knows the bus",
		path: "packages/controlplane/src/rooms/audit/x.pg.ts",
		text: 'import { y } from "@quarterdeck/wire";',
		says: /adapter\.pg may not know wire/,
	},
	{
		why: "an earlier room knows a later one",
		path: "packages/controlplane/src/rooms/audit/x.ts",
		text: 'import { y } from "../fleet/index.ts";',
		says: /audit may ask only the rooms before it/,
	},
	{
		why: "a room is entered by the window",
		path: "packages/controlplane/src/rooms/fleet/x.ts",
		text: 'import { y } from "../audit/audit-record.ts";',
		says: /audit is entered by its index\.ts/,
	},
	{
		why: "the agent knows the control plane",
		path: "packages/agent/src/flows/x.ts",
		text: 'import { y } from "@quarterdeck/controlplane";',
		says: /agent does not declare|may not know/,
	},
	{
		why: "the control plane reaches into the agent by a path",
		path: "packages/controlplane/src/flows/x.ts",
		text: 'import { y } from "../../../agent/src/rooms/gate/index.ts";',
		says: /entered by its name/,
	},
	{
		why: "a product file knows the testkit",
		path: "packages/agent/src/flows/x.ts",
		text: 'import { y } from "@quarterdeck/testkit";',
		says: /may not know testkit/,
	},
	{
		why: "a product file knows simkube",
		path: "packages/cli/src/x.ts",
		text: 'import { y } from "@quarterdeck/simkube";',
		says: /cli may not know simkube/,
	},
	{
		why: "the client knows what runs a machine",
		path: "packages/cli/src/x.ts",
		text: 'const { startNatsServer } = await import("@quarterdeck/up/servers");',
		says: /cli may not know up/,
	},
	{
		why: "the client knows the runtime of servers",
		path: "packages/cli/src/x.ts",
		text: 'import { createLog } from "@quarterdeck/runtime";',
		says: /cli may not know runtime/,
	},
	{
		why: "the client knows a database",
		path: "packages/cli/src/x.ts",
		text: 'import { Pool } from "pg";',
		says: /cli does not declare pg/,
	},
	{
		why: "the client reads the environment in passing",
		path: "packages/cli/src/run/x.ts",
		text: "export const home = process.env.HOME;",
		says: /process\.env is read only/,
	},
	{
		why: "what starts the control plane imports it",
		path: "packages/up/src/x.ts",
		text: 'import { settingsSchema } from "@quarterdeck/controlplane/settings";',
		says: /up may not know controlplane/,
	},
	{
		why: "another package imports the NATS client",
		path: "packages/controlplane/src/doors/x.ts",
		text: 'import { connect } from "@nats-io/transport-node";',
		says: /only wire, .*may/,
	},
	{
		why: "a room imports the Kubernetes client",
		path: "packages/agent/src/rooms/gate/x.ts",
		text: 'import { KubeConfig } from "@kubernetes/client-node";',
		says: /only simkube\/generator, plugins may/,
	},
	{
		why: "a dynamic import is an import",
		path: "packages/agent/src/rooms/gate/x.ts",
		text: 'const k = await import("@kubernetes/client-node");',
		says: /only simkube\/generator, plugins may/,
	},
	{
		why: "an undeclared dependency",
		path: "packages/runtime/src/x.ts",
		text: 'import { Hono } from "hono";',
		says: /runtime does not declare hono/,
	},
	{
		why: "the environment is read outside of runtime",
		path: "packages/agent/src/flows/x.ts",
		text: "export const home = process.env.HOME;",
		says: /process\.env is read only/,
	},
	{
		why: "a room asks the machine for the time",
		path: "packages/agent/src/rooms/gate/x.ts",
		text: "export const now = new Date();",
		says: /take the time from the Clock/,
	},
	...[
		"const startedAt = performance.now();",
		"export const wait = ({ timer = performance }) => timer;",
		"const startedAt = process.hrtime.bigint();",
		"setTimeout(() => {}, 1000);",
		"export function poll(schedule = setInterval) {}",
		'import { setTimeout as sleep } from "node:timers/promises";',
		'import { performance as p } from "node:perf_hooks";',
		"const late = AbortSignal.timeout(1000);",
	].map((text) => ({
		why: `a flow measures or waits by itself: ${text}`,
		path: "packages/controlplane/src/flows/commands/x.ts",
		text,
		says: /wait and measure with the Clock/,
	})),
	{
		why: "a room keeps a timer of its own for recurring work",
		path: "packages/controlplane/src/rooms/fleet/x.ts",
		text: "deps.clock.every(2000, tick);",
		says: /recurring work is a Job/,
	},
	{
		why: "a page talks the type checker out of an address",
		path: "packages/web/src/pages/clusters/x.tsx",
		text: 'export const to = "/o/$organisation/clusterz" as never;',
		says: /use the router's types/,
	},
	{
		why: "simkube's store knows its server",
		path: "packages/simkube/src/store/x.ts",
		text: 'import { y } from "../server/respond.ts";',
		says: /store may import only from what is below it, and server is above/,
	},
	{
		why: "a file at the foot of simkube knows a folder",
		path: "packages/simkube/src/status-error.ts",
		text: 'import { y } from "./tables/index.ts";',
		says: /status-error\.ts may import only from what is below it/,
	},
	{
		why: "a folder of simkube that nobody placed",
		path: "packages/simkube/src/webhooks/x.ts",
		text: 'import { y } from "../status-error.ts";',
		says: /has no place in the order/,
	},
	{
		why: "a test imports testdata",
		path: "packages/agent/src/rooms/gate/x.test.ts",
		text: 'import { y } from "./testdata/y.ts";',
		says: /testdata is not imported/,
	},
	{
		why: "a fixture imports testdata of another folder",
		path: "plugins/kubectl/src/x.fixture.ts",
		text: 'export { y } from "../src/testdata/y.ts";',
		says: /testdata is not imported/,
	},
	{
		why: "a room's door shows a fake",
		path: "packages/agent/src/rooms/gate/index.ts",
		text: 'export { y } from "./y.fake.ts";',
		says: /exports no fake and no fixture/,
	},
	{
		why: "the testkit's door shows a fixture",
		path: "packages/testkit/src/index.ts",
		text: 'export { y } from "./y.fixture.ts";',
		says: /exports no fake and no fixture/,
	},
	{
		why: "a file outside of every room",
		path: "packages/controlplane/src/utils/x.ts",
		text: "export const x = 1;",
		says: /belongs to no layer/,
	},
];

describe("a planted violation is found", () => {
	for (const { why, path, text, says } of planted) {
		test(why, () => {
			const found = violationsOf(house, path, text);
			assert.ok(
				found.some((violation) => says.test(violation)),
				`not found among:\n${found.join("\n")}`,
			);
		});
	}

	test("an import cycle, also a long one", () => {
		const knot = new Map([
			["packages/contract/src/a.ts", 'import { b } from "./b.ts";'],
			["packages/contract/src/b.ts", 'export { c } from "./c.ts";'],
			["packages/contract/src/c.ts", 'import { a } from "./a.ts";'],
		]);
		const found = findViolations({ files: knot, packages: house.packages });
		assert.deepEqual(found, [
			"import cycle: packages/contract/src/a.ts → packages/contract/src/b.ts → packages/contract/src/c.ts → packages/contract/src/a.ts",
		]);
	});

	test("an import cycle of types alone", () => {
		const knot = new Map([
			["packages/contract/src/a.ts", 'import type { B } from "./b.ts";'],
			["packages/contract/src/b.ts", 'export type { A } from "./a.ts";'],
		]);
		const found = findViolations({ files: knot, packages: house.packages });
		assert.deepEqual(found, [
			"import cycle: packages/contract/src/a.ts → packages/contract/src/b.ts → packages/contract/src/a.ts",
		]);
	});

	test("text that only talks about an import is not one", () => {
		const talk =
			'/* import { y } from "@quarterdeck/wire"; */\n// import "hono";\nexport const t = `\nimport { z } from "hono";`;';
		assert.deepEqual(
			findViolations({
				files: new Map([["packages/contract/src/x.ts", talk]]),
				packages: house.packages,
			}),
			[],
		);
	});
});
