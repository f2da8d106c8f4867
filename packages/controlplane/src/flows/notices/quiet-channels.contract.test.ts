import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createFakeDoor } from "./door.fake.ts";
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

function suite(opened: () => TestStore): void {
	async function stage(given: Parameters<typeof stageNotices>[1] = {}) {
		const staged = stageNotices(opened(), given);
		const organisationId = await staged.organisation();
		const caller = staged.callerOf(organisationId);
		staged.configure(
			organisationId,
			configurationOf([channel("general", ["k8s"])]),
		);
		return {
			...staged,
			organisationId,
			caller,
			agent: await staged.agent(organisationId),
			shown: async () =>
				(await staged.flow.listPosts(caller, general, page)).items,
		};
	}
	const about = (name: string, more: Parameters<typeof notice>[0] = {}) =>
		notice({
			object: { kind: "Pod", namespace: "shop", name },
			topic: `Pod shop/${name} error`,
			title: `${name} failed`,
			...more,
		});

	describe("repeats", () => {
		test("are grouped while a topic does not rest, and begin anew after that", async () => {
			const { agent, clock, shown } = await stage();
			await agent.say(about("web"));
			await clock.wind(1_700_000);
			await agent.say(about("web"));
			await clock.wind(1_900_000);
			await agent.say(about("web"));
			assert.deepEqual(
				(await shown()).map(({ post }) => [post.count, post.isOpen]),
				[
					[1, true],
					[2, false],
				],
			);
		});

		test("of a topic that is resolved close its post, and open it again when it comes back", async () => {
			const { agent, clock, shown } = await stage();
			await agent.say(about("web"));
			await clock.wind(60_000);
			await agent.say(about("web", { resolved: true, level: "success" }));
			const [closed] = await shown();
			assert.deepEqual(closed?.post.resolvedAt, clock.now());
			assert.equal(closed?.post.level, "success");
			await clock.wind(60_000);
			await agent.say(about("web"));
			const [again, ...more] = await shown();
			assert.equal(again?.post.resolvedAt, undefined);
			assert.deepEqual([again?.post.count, more.length], [3, 0]);
		});

		test("of objects that come under new names are one post of their family", async () => {
			const { agent, shown } = await stage();
			const names = ["bcdfg", "hjklm", "npqrs", "tvwxz", "24567", "89bcd"];
			for (const name of names) await agent.say(about(`web-${name}`));
			await agent.say(about("db-0"));
			assert.deepEqual(
				(await shown()).map(({ post }) => `${post.form} ${post.count}`),
				["topic 1", "family 3", "topic 1", "topic 1", "topic 1"],
			);
		});
	});

	describe("a limit", () => {
		test("turns what exceeds it into a digest that says how many of what", async () => {
			const { agent, clock, caller, flow, shown } = await stage();
			for (let n = 0; n < 40; n++)
				await agent.say(
					about(`app${String.fromCharCode(97 + (n % 26))}${n}x`, {
						level: n % 2 ? "error" : "warning",
						object: undefined,
					}),
				);
			const all = await shown();
			assert.equal(all.length, 11);
			const digest = all.find(({ post }) => post.form === "digest");
			assert.equal(digest?.post.count, 30);
			assert.deepEqual(digest?.digest?.groups, [{ name: "k8s", count: 30 }]);
			assert.deepEqual(digest?.digest?.levels, [
				{ level: "error", count: 15 },
				{ level: "warning", count: 15 },
			]);
			assert.equal(digest?.digest?.topics.length, 10);
			assert.equal((await flow.list(caller, {}, page)).items.length, 40);
			await clock.wind(5000);
			await agent.say(about("later", { object: undefined }));
			assert.equal(
				(await shown())[0]?.post.form,
				"topic",
				"there is room again",
			);
		});

		test("counts an hour", async () => {
			const { agent, clock, shown } = await stage({ settings: { perHour: 3 } });
			for (let n = 0; n < 6; n++) {
				await clock.wind(10_000);
				await agent.say(notice({ topic: `t${n}`, object: undefined }));
			}
			const forms = (await shown()).map(({ post }) => post.form);
			assert.equal(forms.filter((form) => form === "topic").length, 3);
			await clock.wind(3_600_000);
			await agent.say(notice({ topic: "next", object: undefined }));
			assert.equal((await shown())[0]?.post.form, "topic");
		});
	});

	test("24 hours of flapping pods are under one in a hundred messages, and no fact is lost", async () => {
		const door = createFakeDoor();
		const staged = stageNotices(opened(), { doors: { slack: door } });
		const { clock, flow, database } = staged;
		const organisationId = await staged.organisation();
		staged.configure(
			organisationId,
			configurationOf([channel("ops", ["k8s"], { platform: "slack" })]),
		);
		const agent = await staged.agent(organisationId);
		const alphabet = "bcdfghjklmnpqrstvwxz2456789";
		const suffix = (n: number) =>
			Array.from({ length: 5 }, (_, place) =>
				alphabet.charAt(Math.floor(n / 27 ** place) % 27),
			).join("");
		let said = 0;
		/** A minute: pods of three deployments are created, fail and are deleted, under new names; one of fixed name comes and goes. */
		const minute = (n: number) => {
			const events = ["api", "web", "worker"].flatMap((deployment) => {
				const name = `${deployment}-5d4f6c7b9d-${suffix(n)}`;
				return ["create", "error", "delete"].map((type) =>
					about(name, { type, topic: `Pod shop/${name} ${type}` }),
				);
			});
			const db = ["create", "delete"].map((type) =>
				about("db", {
					type,
					topic: "Pod shop/db",
					...(type === "create" ? { resolved: true } : {}),
				}),
			);
			return [...events, ...db];
		};
		const minutes = 5;
		for (let n = 0; n < 24 * 60; n += minutes) {
			await clock.wind(minutes * 60_000);
			const events = Array.from({ length: minutes }, (_, more) =>
				minute(n + more),
			).flat();
			said += events.length;
			await agent.say(...events);
			await flow.deliver.run(new AbortController().signal);
			await until(() => isIdle(database, organisationId, clock.now()));
		}
		const messages = door.calls.length;
		assert.ok(messages < said / 100, `${messages} messages of ${said} notices`);
		await clock.wind(1_801_000);
		await flow.deliver.run(new AbortController().signal);
		await until(() => isIdle(database, organisationId, clock.now()));
		const told = [...door.shown.values()].reduce(
			(sum, { count }) => sum + count,
			0,
		);
		assert.equal(told, said, "what people see counts every one");
		const { rows } = await sql<{ count: number }>`
			select count(*) as count from notices where organisation_id = ${organisationId}
		`.execute(database.on());
		assert.equal(rows[0]?.count, said);
		await flow.stop();
	});
}

async function isIdle(
	database: TestStore["database"],
	organisationId: string,
	at: Date,
): Promise<boolean> {
	const { rows } = await sql<{ count: number }>`
		select count(*) as count from notice_addressees
		where organisation_id = ${organisationId} and (claimed_until > ${at} or due_at <= ${at})
	`.execute(database.on());
	return rows[0]?.count === 0;
}
