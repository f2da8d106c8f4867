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

function suite(opened: () => TestStore): void {
	/** An organisation whose channels are on a platform that posts are sent to. */
	async function stage(
		channels: readonly string[] = ["ops"],
		settings: Parameters<typeof stageNotices>[1] = {},
	) {
		const door = createFakeDoor();
		// A door of its own for each test: what another test left due is not claimed.
		await sql`update notice_posts set due_at = null`.execute(
			opened().database.on(),
		);
		await sql`update notice_addressees set due_at = null, claimed_until = null`.execute(
			opened().database.on(),
		);
		const staged = stageNotices(opened(), {
			...settings,
			doors: { slack: door, webhook: door },
		});
		const organisationId = await staged.organisation();
		const configure = (
			names: readonly string[],
			more: Parameters<typeof configurationOf>[1] = {},
		) =>
			staged.configure(
				organisationId,
				configurationOf(
					names.map((name) => channel(name, ["k8s"], { platform: "slack" })),
					more,
				),
			);
		configure(channels);
		const agent = await staged.agent(organisationId);
		const page = { first: 500 };
		const posts = async (named = "ops") =>
			(
				await staged.flow.listPosts(
					staged.callerOf(organisationId),
					{ platform: "slack", channel: named },
					page,
				)
			).items.map(({ post }) => post);
		return {
			...staged,
			door,
			agent,
			configure,
			organisationId,
			posts,
			newAgent: staged.agent,
			/** Looks for what is due, until nothing is. */
			async deliver(flow = staged.flow) {
				await flow.deliver.run(new AbortController().signal);
				await until(async () => {
					const { rows } = await sql<{ count: number }>`
						select count(*) as count from notice_addressees
						where organisation_id = ${organisationId} and (claimed_until > ${staged.clock.now()} or due_at <= ${staged.clock.now()})
					`.execute(staged.database.on());
					return rows[0]?.count === 0;
				});
			},
		};
	}

	describe("a post", () => {
		test("is sent once, and edited with a growing wait while more of the same comes", async () => {
			const { door, agent, deliver, clock, posts } = await stage();
			await agent.say(notice({ title: "one" }));
			await deliver();
			for (let n = 0; n < 600; n++) {
				await clock.wind(1000);
				if (n % 10 === 0) await agent.say(notice({ title: `again ${n}` }));
				if (n % 10 === 0) await deliver();
			}
			assert.equal(door.calls[0], "post ops one");
			const edits = door.calls.slice(1);
			assert.ok(edits.length <= 10, edits.join());
			// What rested is told how it ended.
			await clock.wind(1_800_000);
			await deliver();
			const [post] = await posts();
			assert.ok(post);
			assert.equal(door.shown.get(post.id)?.count, 61);
			assert.equal(post.sentRevision, post.revision);
		});

		test("that was sent by a process that died before it could say so is sent once", async () => {
			const { door, agent, deliver, flowOf, clock, database, posts } =
				await stage();
			await agent.say(notice({ title: "one" }));
			await deliver();
			// As it was before its outcome was recorded.
			await sql`
				update notice_posts set state = 'waiting', sent_revision = 0, handle = null, sent_at = null, due_at = ${clock.now()}
				where id = any(${(await posts()).map(({ id }) => id)})
			`.execute(database.on());
			await sql`update notice_addressees set due_at = ${clock.now()}, claimed_until = ${new Date(clock.now().getTime() + 300_000)}
				where due_at is null and address = 'ops'`.execute(database.on());
			const next = flowOf();
			await next.deliver.run(new AbortController().signal);
			assert.equal((await posts())[0]?.sentRevision, 0, "it is claimed");
			await clock.wind(301_000);
			await deliver(next);
			assert.deepEqual(door.calls, ["post ops one"]);
			const [post] = await posts();
			assert.deepEqual([post?.state, post?.handle], ["sent", `h-${post?.id}`]);
		});

		test("is sent by one replica of several", async () => {
			const { door, agent, deliver, flowOf } = await stage(["a", "b", "c"]);
			for (let n = 0; n < 5; n++)
				await agent.say(notice({ topic: `t${n}`, object: undefined }));
			const replicas = [flowOf(), flowOf(), flowOf()];
			await Promise.all(replicas.map((one) => deliver(one)));
			assert.equal(door.calls.length, 15);
			await Promise.all(replicas.map((one) => one.stop()));
		});

		test("is told in the order of the agent's numbers", async () => {
			const { door, agent, deliver } = await stage();
			await agent.say(
				...["a", "b", "c", "d"].map((title) =>
					notice({ title, topic: title, object: undefined }),
				),
			);
			await deliver();
			assert.deepEqual(
				door.calls,
				["a", "b", "c", "d"].map((title) => `post ops ${title}`),
			);
		});

		test("that is refused says why, and the next one of its topic is a new one", async () => {
			const { door, agent, deliver, posts, clock } = await stage();
			door.behave = async () => ({ kind: "refused", reason: "is_archived" });
			await agent.say(notice());
			await deliver();
			assert.deepEqual(
				(await posts()).map(({ state, error }) => [state, error]),
				[["refused", "is_archived"]],
			);
			door.behave = () => undefined;
			await clock.wind(1000);
			await agent.say(notice());
			await deliver();
			assert.deepEqual(
				(await posts()).map(({ state }) => state),
				["sent", "refused"],
			);
		});
	});

	describe("an addressee", () => {
		test("that asks to wait, fails or hangs keeps no other waiting, and gets everything later in order", async () => {
			const { door, agent, deliver, clock, posts } = await stage([
				"limited",
				"broken",
				"hung",
				"fine",
			]);
			const hung = Promise.withResolvers<undefined>();
			const asked = new Set<string>();
			door.behave = ({ to }) => {
				asked.add(to.address);
				if (to.address === "limited")
					return Promise.resolve({
						kind: "retry",
						afterMs: 60_000,
						reason: "ratelimited",
					});
				if (to.address === "broken")
					return Promise.reject(new Error("it is broken"));
				return to.address === "hung" ? (hung.promise as never) : undefined;
			};
			await agent.say(
				notice({ title: "a", topic: "a", object: undefined }),
				notice({ title: "b", topic: "b", object: undefined }),
			);
			await until(() => door.calls.length === 2 && asked.size === 4);
			assert.deepEqual(door.calls, ["post fine a", "post fine b"]);
			// The one that hangs is given up; the others wait as long as they have to.
			await clock.wind(11_000);
			await until(async () =>
				(await errorsOf(opened(), ["hung", "broken", "limited"])).every(
					(error) => error !== null,
				),
			);
			door.behave = () => undefined;
			await clock.wind(30_000);
			await deliver();
			assert.deepEqual(await posts("limited").then(counted), [0, 0]);
			await clock.wind(60_000);
			await deliver();
			for (const address of ["limited", "broken", "hung"])
				assert.deepEqual(
					door.calls.filter((call) => call.startsWith(`post ${address} `)),
					[`post ${address} a`, `post ${address} b`],
				);
		});

		test("for whom too many posts wait gets the rest as a digest, and a sink loses it and says so", async () => {
			const { door, agent, deliver, configure, posts, outcomes, ...more } =
				await stage(["ops"], {
					settings: { maxBacklog: 3, burst: 100 },
				});
			door.behave = async () => ({
				kind: "retry",
				afterMs: 1000,
				reason: "down",
			});
			configure(["ops"], {
				sinks: [
					{ kind: "webhook", group: "default", alias: "", sources: ["k8s"] },
				],
			});
			for (let n = 0; n < 6; n++)
				await agent.say(notice({ topic: `t${n}`, object: undefined }));
			const said = await outcomes(more.organisationId);
			const count = (wanted: string) =>
				said.filter((line) => line === wanted).length;
			assert.deepEqual(
				[
					count("slack ops posted"),
					count("slack ops digested"),
					count("webhook default posted"),
					count("webhook default dropped"),
				],
				[3, 3, 3, 3],
			);
			door.behave = () => undefined;
			await more.clock.wind(400_000);
			await deliver();
			assert.deepEqual(
				(await posts()).map(({ form, count: of }) => `${form} ${of}`),
				["digest 3", "topic 1", "topic 1", "topic 1"],
			);
			const digest = [...door.shown.values()].find(({ count: of }) => of === 3);
			assert.match(digest?.text ?? "", /^3 more events/);
		});
	});
}

function counted(posts: readonly { readonly sentRevision: number }[]) {
	return posts.map(({ sentRevision }) => sentRevision);
}

async function errorsOf(
	{ database }: TestStore,
	addresses: readonly string[],
): Promise<readonly (string | null)[]> {
	const { rows } = await sql<{ error: string | null }>`
		select error from notice_addressees where address = any(${addresses}::text[])
	`.execute(database.on());
	return rows.map(({ error }) => error);
}
