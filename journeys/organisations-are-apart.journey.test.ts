import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	type AgentId,
	fetchConfiguration,
	heartbeat,
	run,
	subjectToken,
} from "@quarterdeck/contract";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { until } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import {
	type AgentLink,
	agentJwt,
	connectAgentLink,
	controlPlaneKeysSchema,
	createAccountPublisher,
	createNkey,
	createOrganisationKeys,
	orderKeysOf,
} from "@quarterdeck/wire";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("an agent of organisation B cannot see, call or answer for organisation A, not even under the same name", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");
	const stranger = await joinAsStranger(t, fleet);
	const seen: string[] = [];
	stranger.serve(run, async ({ request }) => {
		seen.push(request.commandId);
		throw new Error("the stranger was given an order of A");
	});

	await t.test(
		"it hears no command of A, and A's answer comes from A's agent",
		async () => {
			const ongoing = await ana.begins(
				"kubectl get pods -n shop --watch --cluster eu",
			);
			await until(() => ongoing.heard.some(({ kind }) => kind === "STDOUT"), {
				what: "A's agent answers",
			});
			await ongoing.cancel();
			assert.equal((await ongoing.answer).runs.eu?.state, "CANCELLED");
			assert.deepEqual(seen, []);
		},
	);

	await t.test("what it says of itself changes nothing in A", async () => {
		stranger.publish(heartbeat, {
			at: systemClock.now().toISOString(),
			agentVersion: "6.6.6",
			protocol: 1,
			configurationVersion: 999,
			running: 0,
			kubernetes: { reachable: false, problem: "said by a stranger" },
			plugins: [],
			leaving: true,
		});
		await stranger.flush();
		const answer = await ana.says("kubectl get pods -n shop --cluster eu");
		assert.equal(answer.succeeded, true, answer.notes);
		assert.equal(await fleet.cluster("eu").state(), "alive");
		assert.notEqual(await fleet.cluster("eu").configurationVersion(), 999);
	});

	await t.test("it is not told A's configuration", async () => {
		await assert.rejects(stranger.ask(fetchConfiguration, { have: 0 }));
	});
});

/** A link of another organisation on the same bus, that bears the very name of A's agent. */
async function joinAsStranger(
	t: Parameters<typeof startTestFleet>[0],
	fleet: TestFleet,
): Promise<AgentLink> {
	const keysFile = join(fleet.dir, "bus", "control-plane-keys.json");
	const controlPlane = controlPlaneKeysSchema.parse(
		JSON.parse(readFileSync(keysFile, "utf8")),
	);
	const common = {
		servers: [fleet.bus.url],
		trust: { authorities: () => readFileSync(fleet.busCaFile, "utf8") },
		log: silentLog,
		clock: systemClock,
	};
	const accountPublisher = await createAccountPublisher({
		...controlPlane,
		...common,
	});
	t.after(() => accountPublisher.close());
	const keys = createOrganisationKeys();
	await accountPublisher.publish({ keys, name: "stranger", revocations: {} });

	const inst = subjectToken(
		String(fleet.cluster("eu").agent.ready.agent) as AgentId,
	);
	const user = createNkey("user");
	const issuedAt = systemClock.now();
	const expiresAt = new Date(issuedAt.getTime() + 3_600_000);
	const jwt = agentJwt({ keys, inst, userKey: user.id, issuedAt, expiresAt });
	const link = await connectAgentLink({
		...common,
		inst,
		credential: { jwt, seed: user.seed },
		orderKeys: orderKeysOf(keys),
	});
	t.after(() => link.close());
	await link.connected();
	return link;
}
