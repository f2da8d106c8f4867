import assert from "node:assert/strict";
import { test } from "node:test";
import { subjectToken } from "@quarterdeck/contract";
import { until } from "@quarterdeck/testkit";
import { silentAgent } from "../../flows/commands/fakes.ts";
import { askApi, followApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

test("clusters are searched, filtered by state and counted, the fleet is summed up", async (t) => {
	const staged = await stageApi(t);
	await staged.joinCluster("prod-eu", silentAgent);
	for (const name of ["prod-us", "test-us"])
		await askApi(staged, `mutation { addCluster(name: "${name}") { token } }`);
	const { data } = await askApi(
		staged,
		`{
			lost: clusters(states: [LOST]) { totalCount edges { node { name } } }
			prod: clusters(search: "PROD", first: 1) { totalCount edges { node { name agentEnrolledAt credentialExpiresAt } } pageInfo { hasNextPage } }
			joining: clusters(search: "d-u", states: [JOINING, AWAY]) { totalCount edges { node { name agentEnrolledAt } } }
			fleetSummary { state count }
		}`,
	);
	assert.deepEqual(data?.lost, { totalCount: 0, edges: [] });
	const prod = data?.prod as {
		totalCount: number;
		edges: { node: Record<string, string> }[];
	};
	assert.equal(prod.totalCount, 2);
	const [first] = prod.edges;
	assert.equal(first?.node.name, "prod-eu");
	for (const at of ["agentEnrolledAt", "credentialExpiresAt"])
		assert.match(String(first?.node[at]), /^\d{4}-.*Z$/);
	assert.deepEqual(data?.joining, {
		totalCount: 1,
		edges: [{ node: { name: "prod-us", agentEnrolledAt: null } }],
	});
	// States are those written down last: which of them it is for the cluster that was just heard depends on the moment.
	const summary = data?.fleetSummary as { state: string; count: number }[];
	assert.deepEqual(
		summary.reduce((sum, { count }) => sum + count, 0),
		3,
	);
});

test("a cluster whose agent's clock is thousands of years ahead can be read", async (t) => {
	const staged = await stageApi(t);
	const agentId = await staged.joinCluster("eu", silentAgent);
	const [busAccount = ""] = staged.fleet.bus.pushed.keys();
	for (const [at, ahead] of [
		["9999-12-31T00:00:00.000Z", 2_147_483_647],
		["0001-01-01T00:00:00.000Z", -2_147_483_648],
	] as const) {
		staged.fleet.receiveHeartbeat(
			{ busAccount, inst: subjectToken(agentId) },
			{
				at,
				agentVersion: "0.1.0",
				protocol: 1,
				configurationVersion: 0,
				running: 0,
				kubernetes: { reachable: true },
				plugins: [],
			},
		);
		const answer = await askApi(
			staged,
			'{ cluster(name: "eu") { clockAheadSeconds } }',
		);
		assert.deepEqual(answer, {
			data: { cluster: { clockAheadSeconds: ahead } },
		});
	}
});

test("who follows changes only is not told how things are, but of each change", async (t) => {
	const staged = await stageApi(t);
	const heard = new Set<string>();
	const unwatch = staged.fleet.watchFleet(staged.organisation.id, ({ name }) =>
		heard.add(name),
	);
	await askApi(staged, 'mutation { addCluster(name: "us") { token } }');
	await askApi(staged, 'mutation { addCluster(name: "eu") { token } }');
	await until(() => heard.size === 2);
	unwatch();
	const events = followApi(
		staged,
		"subscription { clusterEvents(changesOnly: true) { name state } }",
	);
	const first = events.next();
	await until(() => staged.openSubscriptions() === 1);
	await askApi(staged, 'mutation { removeCluster(name: "us") { state } }');
	assert.deepEqual((await first).value?.data?.clusterEvents, {
		name: "us",
		state: "REMOVED",
	});
	await events.return(undefined);
});

test("a selector and a search that cannot be are refused", async (t) => {
	const staged = await stageApi(t);
	for (const query of [
		'{ clusters(selector: "a=b=c") { totalCount } }',
		`{ clusters(search: "${"x".repeat(64)}") { totalCount } }`,
		"{ clusters(states: [NONSENSE]) { totalCount } }",
		'{ clusters(after: "not a name") { totalCount } }',
	]) {
		const { errors } = await askApi(staged, query);
		assert.ok(errors?.[0], query);
		assert.notEqual(errors[0].extensions?.code, "INTERNAL", query);
	}
});
