import assert from "node:assert/strict";
import { test } from "node:test";
import {
	createMetrics,
	createNewId,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createHandClock } from "@quarterdeck/testkit";
import { useTestStore } from "../plumbing/postgres/test-store.fixture.ts";
import { stageFleet } from "../rooms/fleet/fakes.ts";
import { prepareOrganisations } from "./rooms.ts";

const newId = createNewId(systemClock);
const store = useTestStore();

test("the metric counts the agents of organisations that were made after the start", async () => {
	const clock = createHandClock();
	const metrics = createMetrics({ processMetrics: false });
	const agents = ["eu", "us"].map((clusterName) => ({
		agentId: newId("agent"),
		organisationId: newId("organisation"),
		busAccountId: "ACCOUNT",
		clusterId: newId("cluster"),
		clusterName,
		userKey: "USER",
		nextUserKey: undefined,
		state: "alive" as const,
		lastSeenAt: undefined,
	}));
	const fleet = stageFleet({
		store,
		clock,
		storeChanges: {
			listAgents: async () => agents,
			findAgent: async () => undefined,
			saveHeartbeats: async () => {},
		},
	});
	await prepareOrganisations(
		{ log: silentLog, metrics },
		{
			wire: { accountPublisher: { onState: () => () => {} } },
			rooms: {
				people: {
					approveInvitationOfKeeper: async () => false,
					listOrganisations: async () => [],
					ensureFirstOrganisation: () =>
						Promise.reject(new TypeError("nobody asked for one")),
				},
				fleet,
			},
			settings: { organisation: "Acme", ownerEmail: undefined },
		},
	);
	const count = async () =>
		/^quarterdeck_agents_connected (\d+)$/m.exec(
			(await metrics.expose()).text,
		)?.[1];
	assert.equal(await count(), "0");
	await fleet.start();
	assert.equal(await count(), "2");
	await clock.wind(40_000);
	assert.equal(await count(), "0", "they fell silent");
	await fleet.stop();
});
