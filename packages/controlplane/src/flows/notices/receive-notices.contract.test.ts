import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { aheadOfTime, breakInserts } from "./break-inserts.fixture.ts";
import {
	channel,
	configurationOf,
	notice,
	stageNotices,
} from "./notices.fixture.ts";

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store);
});

const page = { first: 500 };
const general = { platform: "console", channel: "general" } as const;
const never = new AbortController().signal;

function suite(opened: () => TestStore): void {
	/** An organisation whose console channel general hears of k8s, and an agent of it. */
	async function stage(given: Parameters<typeof stageNotices>[1] = {}) {
		const staged = stageNotices(opened(), given);
		const organisationId = await staged.organisation();
		const caller = staged.callerOf(organisationId);
		const configure = (
			...[channels, more]: Parameters<typeof configurationOf>
		) => staged.configure(organisationId, configurationOf(channels, more));
		configure([channel("general", ["k8s"])]);
		const agent = await staged.agent(organisationId);
		return {
			...staged,
			organisationId,
			caller,
			configure,
			agent,
			newAgent: staged.agent,
			titles: async () =>
				(await staged.flow.list(caller, {}, page)).items.map(
					(one) => one.notice.title,
				),
			posts: async (
				named: { platform: "console"; channel: string } = general,
			) =>
				(await staged.flow.listPosts(caller, named, page)).items.map(
					({ post }) => `${post.form} ${post.title} ${post.count}`,
				),
			outcomesHere: () => staged.outcomes(organisationId),
		};
	}

	describe("a notice", () => {
		test("is kept, and posted in the channels that are bound to its group", async () => {
			const { flow, caller, configure, agent, outcomesHere } = await stage();
			configure([
				channel("general", ["k8s"]),
				channel("other", ["argo"]),
				channel("quiet", ["k8s"], { notificationsDisabled: true }),
			]);
			await agent.say(notice());
			const { items } = await flow.list(caller, {}, page);
			assert.deepEqual(
				items.map((one) => [one.clusterName, one.notice.title]),
				[["prod", "Pod shop/web failed"]],
			);
			const posts = await flow.listPosts(caller, general, page);
			assert.deepEqual(
				posts.items.map(({ post, latest }) => [
					post.state,
					latest?.notice.message.baseBody?.plaintext,
				]),
				[["sent", "Back-off restarting"]],
			);
			assert.deepEqual(await outcomesHere(), ["console general posted"]);
			const [placed] = [...(await flow.place(caller, items)).values()];
			assert.deepEqual(
				placed?.map(({ address, outcome }) => [address, outcome]),
				[["general", "posted"]],
			);
		});

		test("that comes again, in whatever batch, counts once", async () => {
			const { flow, agent, outcomesHere, titles, posts } = await stage();
			const one = notice();
			const fact = await agent.say(one, one);
			await flow.receive.handle(fact, never);
			await agent.say(one);
			assert.deepEqual(await titles(), ["Pod shop/web failed"]);
			assert.deepEqual(await posts(), ["topic Pod shop/web failed 1"]);
			assert.deepEqual(await outcomesHere(), ["console general posted"]);
		});

		test("that two groups tell of is heard once in a channel that is bound to both, and listed for both", async () => {
			const { agent, configure, outcomesHere, titles } = await stage();
			configure([channel("general", ["k8s", "all"]), channel("b", ["all"])]);
			const one = notice();
			await agent.say(one);
			await agent.say({ ...one, group: "all" });
			assert.equal((await titles()).length, 2);
			assert.deepEqual(await outcomesHere(), [
				"console b posted",
				"console general posted",
			]);
		});

		test("acted on by several replicas at once counts once", async () => {
			const { flowOf, agent, outcomesHere, posts } = await stage();
			const fact = await agent.send(
				...Array.from({ length: 20 }, () => notice()),
			);
			await Promise.all(
				Array.from({ length: 6 }, () => flowOf().receive.handle(fact, never)),
			);
			assert.equal((await outcomesHere()).length, 20);
			assert.deepEqual(await posts(), ["topic Pod shop/web failed 20"]);
		});

		test("of several agents at once is counted whole in one channel", async () => {
			const { organisationId, newAgent, flowOf, posts } = await stage({
				settings: { burst: 4, perHour: 4 },
			});
			const agents = await Promise.all(
				Array.from({ length: 6 }, (_, n) => newAgent(organisationId, `c${n}`)),
			);
			await Promise.all(
				agents.map(async (one) => {
					for (let n = 0; n < 5; n++)
						await flowOf().receive.handle(await one.send(notice()), never);
				}),
			);
			const counts = (await posts()).map((text) =>
				Number(text.split(" ").at(-1)),
			);
			assert.equal(counts.length, 5, "four posts and a digest");
			assert.equal(
				counts.reduce((sum, count) => sum + count, 0),
				30,
			);
		});

		test("is kept whole or not at all, wherever its replica dies", async () => {
			const statements = [
				"notices",
				"notice_addressees",
				"notice_posts",
				"notice_deliveries",
			];
			const { database, flow, agent, outcomesHere, posts, titles } =
				await stage();
			const fact = await agent.send(notice());
			for (const table of statements) {
				await breakInserts(database, table, true);
				await assert.rejects(flow.receive.handle(fact, never), table);
				await breakInserts(database, table, false);
				assert.deepEqual(
					[await titles(), await posts(), await outcomesHere()],
					[[], [], []],
					table,
				);
			}
			await flow.receive.handle(fact, never);
			await flow.receive.handle(fact, never);
			assert.deepEqual(await posts(), ["topic Pod shop/web failed 1"]);
		});

		test("that is late is told with the time it happened, and is not shown as the latest", async () => {
			const { flow, caller, clock, agent } = await stage();
			const late = await agent.send(notice({ title: "late" }));
			await clock.wind(3 * 3_600_000);
			await agent.say(notice({ title: "new" }));
			await flow.receive.handle(late, never);
			const [shown] = (await flow.listPosts(caller, general, page)).items;
			assert.ok(shown);
			assert.equal(shown.post.title, "new");
			assert.equal(shown.post.count, 2);
			const between =
				shown.post.lastAt.getTime() - shown.post.firstAt.getTime();
			assert.equal(between, 3 * 3_600_000);
			const { items } = await flow.list(caller, {}, page);
			assert.deepEqual(
				items.map((one) => one.notice.title),
				["new", "late"],
			);
		});
	});

	describe("addressing", () => {
		test("keeps a notice of a group that the configuration does not have, and tells nobody", async () => {
			const { flow, caller, agent, outcomesHere } = await stage();
			await agent.say(notice({ group: "made-up" }));
			const { items } = await flow.list(caller, {}, page);
			assert.deepEqual(
				items.map(({ isUnaddressed }) => isUnaddressed),
				[true],
			);
			assert.deepEqual(await outcomesHere(), []);
		});

		test("tells a channel of the clusters that it names, by name, glob or label", async () => {
			const { organisationId, newAgent, configure, outcomesHere } =
				await stage();
			configure(
				[[], ["prod-eu"], ["prod-*"], ["region=eu"], ["staging"]].map(
					(clusters, n) => channel(`c${n}`, ["k8s"], { clusters }),
				),
			);
			const eu = await newAgent(organisationId, "prod-eu", { region: "eu" });
			await eu.say(notice());
			assert.deepEqual(await outcomesHere(), [
				"console c0 posted",
				"console c1 posted",
				"console c2 posted",
				"console c3 posted",
			]);
		});

		test("says when nothing leads to a channel or a sink", async () => {
			const { agent, configure, outcomesHere } = await stage();
			configure([channel("ops", ["k8s"], { platform: "slack" })], {
				sinks: [
					{ kind: "webhook", group: "default", alias: "", sources: ["k8s"] },
				],
			});
			await agent.say(notice());
			assert.deepEqual(await outcomesHere(), [
				"slack ops no-door",
				"webhook default no-door",
			]);
		});

		test("follows the configuration of the moment", async () => {
			const { agent, configure, outcomesHere } = await stage();
			await agent.say(notice());
			configure([channel("ops", ["k8s"])]);
			await agent.say(notice());
			configure([]);
			await agent.say(notice());
			assert.deepEqual((await outcomesHere()).toSorted(), [
				"console general posted",
				"console ops posted",
			]);
		});
	});

	describe("what an agent says", () => {
		test("is not believed where it is no notice, and keeps nothing else waiting", async () => {
			const { agent, titles } = await stage();
			await agent.say(
				{ anything: 1 },
				notice({ level: "fatal" as never }),
				notice({ title: "x".repeat(600) }),
				notice({ title: "fine" }),
			);
			assert.deepEqual(await titles(), ["fine"]);
		});

		test("loses what nobody sees, what could be run, and what would hide another message", async () => {
			const { flow, caller, agent } = await stage();
			await agent.say(
				notice({
					title: "a\u0000b\u001b[31m\nc\u202Ed",
					message: {
						baseBody: { codeBlock: "one\ntwo\u0007\u0000" },
						onlyVisibleForYou: true,
						replaceOriginal: true,
						sections: [
							{
								buttons: [
									{ name: "bad", url: "javascript:alert(1)" },
									{ name: "good", url: "https://example.com/" },
								],
							},
						],
					},
				}),
			);
			const [kept] = (await flow.list(caller, {}, page)).items;
			assert.equal(kept?.notice.title, "a\uFFFDb\uFFFD[31m cd");
			assert.deepEqual(kept?.notice.message, {
				baseBody: { codeBlock: "one\ntwo\uFFFD\uFFFD" },
				sections: [
					{ buttons: [{ name: "good", url: "https://example.com/" }] },
				],
			});
		});

		test("happens no later than it comes", async () => {
			const { database, organisationId, agent, flow, caller, clock } =
				await stage();
			const fact = await agent.send(notice());
			await aheadOfTime(database, organisationId);
			await flow.receive.handle(fact, never);
			const [kept] = (await flow.list(caller, {}, page)).items;
			assert.deepEqual(kept?.happenedAt, clock.now());
		});

		test("is of its own cluster and organisation: one name of a happening in two clusters is two", async () => {
			const { organisationId, newAgent, titles, organisation, ...more } =
				await stage();
			const stranger = await organisation();
			const one = notice();
			for (const [id, cluster] of [
				[organisationId, "a"],
				[organisationId, "b"],
				[stranger, "a"],
			] as const)
				await (await newAgent(id, cluster)).say(one);
			assert.equal((await titles()).length, 2);
			const theirs = more.callerOf(stranger);
			const { items } = await more.flow.list(theirs, {}, page);
			assert.deepEqual(
				items.map(({ isUnaddressed }) => isUnaddressed),
				[true],
			);
		});
	});
}
