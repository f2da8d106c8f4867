import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
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
const named = (name: string) =>
	({ platform: "console", channel: name }) as const;

function suite(opened: () => TestStore): void {
	async function stage(channels: readonly ReturnType<typeof channel>[]) {
		const staged = stageNotices(opened());
		const organisationId = await staged.organisation();
		staged.configure(organisationId, configurationOf(channels));
		return {
			...staged,
			organisationId,
			caller: staged.callerOf(organisationId),
			agent: await staged.agent(organisationId),
			reconfigure: (...next: readonly ReturnType<typeof channel>[]) =>
				staged.configure(organisationId, configurationOf(next)),
		};
	}
	const bobs = { members: ["bob@example.com"] };

	describe("who may read", () => {
		test("notices told to a closed channel alone: its members", async () => {
			const { flow, caller, agent, reconfigure } = await stage([
				channel("general", ["k8s"]),
				channel("vault", ["secret"], bobs),
			]);
			await agent.say(
				notice({ title: "open" }),
				notice({ title: "hidden", group: "secret" }),
			);
			const titles = async (who = caller) =>
				(await flow.list(who, {}, page)).items.map((one) => one.notice.title);
			const bob = {
				...caller,
				actor: { ...caller.actor, email: "bob@example.com" },
			};
			assert.deepEqual(await titles(), ["open"]);
			assert.equal((await titles(bob)).length, 2);
			await assert.rejects(flow.listPosts(caller, named("vault"), page), {
				code: "CHANNEL_CLOSED",
			});
			assert.equal(
				(await flow.listPosts(bob, named("vault"), page)).items.length,
				1,
			);
			// Its channel and group leave the configuration: nobody new sees what they were told.
			reconfigure(channel("general", ["k8s"]));
			assert.deepEqual(await titles(), ["open"]);
		});

		test("nobody without the right", async () => {
			const { flow, caller } = await stage([channel("general", ["k8s"])]);
			const narrow = { ...caller, scopes: ["run"] as const };
			const refused = { code: "NOT_ALLOWED" };
			await assert.rejects(flow.list(narrow, {}, page), refused);
			await assert.rejects(
				flow.listPosts(narrow, named("general"), page),
				refused,
			);
			await assert.rejects(flow.follow(narrow, {}), refused);
			await assert.rejects(flow.followPosts(narrow, named("general")), refused);
		});
	});

	describe("a listener", () => {
		test("gets notices that match, and posts of a channel as they change, whichever replica kept them", async () => {
			const { flow, flowOf, caller, agent } = await stage([
				channel("general", ["k8s"]),
			]);
			const notices = await flow.follow(caller, { levels: ["error"] });
			const posts = await flow.followPosts(caller, named("general"));
			const other = flowOf();
			for (const level of ["info", "error"] as const)
				await other.receive.handle(
					await agent.send(notice({ level, title: level })),
					new AbortController().signal,
				);
			const { value } = await notices.next();
			assert.equal(value?.notice.title, "error");
			const told = [];
			while (told.at(-1) !== 2)
				told.push((await posts.next()).value?.post.count);
			await Promise.all([notices.return?.(), posts.return?.()]);
			assert.deepEqual(await notices.next(), { done: true, value: undefined });
		});

		test("is ended when the channel is closed to them", async () => {
			const { flow, caller, reconfigure } = await stage([
				channel("general", ["k8s"]),
			]);
			const posts = await flow.followPosts(caller, named("general"));
			const next = posts.next();
			reconfigure(channel("general", ["k8s"], bobs));
			await assert.rejects(next, { code: "CHANNEL_CLOSED" });
		});
	});

	describe("a silence", () => {
		test("keeps matching notices out of channels, which stay listed with it, until it ends; not out of channels its maker cannot read", async () => {
			const { flow, caller, agent, notices, clock, outcomes, organisationId } =
				await stage([
					channel("general", ["k8s"]),
					channel("vault", ["k8s"], bobs),
				]);
			const silence = await notices.createSilence(caller, {
				matcher: { cluster: "pr*", namespace: "shop", text: "FAILED" },
				reason: "it flaps",
				endsAt: new Date(clock.now().getTime() + 60_000),
			});
			await agent.say(notice());
			await agent.say(
				notice({
					topic: "bank",
					object: { kind: "Pod", namespace: "bank", name: "web" },
				}),
			);
			assert.deepEqual((await outcomes(organisationId)).toSorted(), [
				"console general posted",
				"console general silenced",
				"console vault posted",
				"console vault posted",
			]);
			const { items } = await flow.list(caller, { namespaces: ["shop"] }, page);
			const [placements] = [...(await flow.place(caller, items)).values()];
			assert.equal(
				placements?.find(({ address }) => address === "general")?.silenceId,
				silence.id,
			);
			await clock.wind(61_000);
			await agent.say(notice());
			assert.equal((await outcomes(organisationId)).length, 6);
			const posts = await flow.listPosts(caller, named("general"), page);
			assert.equal(posts.items.length, 2);
		});

		test("does not keep it from being said that something is over", async () => {
			const { flow, caller, agent, notices, clock } = await stage([
				channel("general", ["k8s"]),
			]);
			await agent.say(notice());
			await notices.createSilence(caller, {
				matcher: { cluster: "*" },
				reason: "enough",
				endsAt: new Date(clock.now().getTime() + 60_000),
			});
			await agent.say(notice());
			await agent.say(notice({ resolved: true }));
			const [shown] = (await flow.listPosts(caller, named("general"), page))
				.items;
			assert.equal(shown?.post.count, 2);
			assert.ok(shown?.post.resolvedAt);
		});
	});
}
