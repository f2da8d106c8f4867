import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentId } from "@quarterdeck/contract";
import { sql } from "kysely";
import { silentAgent } from "../../flows/commands/fakes.ts";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

/** The door with a cluster, and what its agent says. */
async function stage(t: Parameters<typeof stageApi>[0]) {
	const staged = await stageApi(t);
	await staged.joinCluster("prod", silentAgent);
	const organisationId = staged.organisation.id;
	const agentId = await agentOf(staged.database, organisationId);
	const epoch = staged.newId("epoch");
	const from = { organisationId, agentId };
	async function say(title: string) {
		const data = {
			id: "happening",
			group: "k8s",
			plugin: "botkube/kubernetes",
			title,
			level: "error",
			type: "error",
			topic: title,
			message: { baseBody: { plaintext: `${title}.` } },
		};
		const at = "2026-01-01T10:00:00.000Z";
		await staged.events.receive(from, {
			epoch,
			after: 0,
			dropped: 0,
			events: [{ number: 1, at, source: "k8s", kind: "notice", data }],
		});
		const fact = { kind: "agent.events.v1" as const, ...from, epoch };
		await staged.notices.receive.handle(
			{ ...fact, first: 1, last: 1 },
			new AbortController().signal,
		);
	}
	return { ...staged, say };
}

test("events are listed by what is asked, and counted in stretches of time", async (t) => {
	const staged = await stage(t);
	await staged.say("Pod shop/web failed");
	const { data, errors } = await askApi(
		staged,
		`{
			notices(filter: { levels: [ERROR], text: "WEB" }) { edges { node {
				cluster group title level message unaddressed placements { door address outcome }
			} } }
			none: notices(filter: { levels: [INFO] }) { edges { node { id } } }
			noticeHistogram(since: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z", stretches: 2) { from counts { level count } }
		}`,
	);
	assert.equal(errors, undefined);
	assert.deepEqual(data, {
		notices: {
			edges: [
				{
					node: {
						cluster: "prod",
						group: "k8s",
						title: "Pod shop/web failed",
						level: "ERROR",
						message: { baseBody: { plaintext: "Pod shop/web failed." } },
						unaddressed: true,
						placements: [],
					},
				},
			],
		},
		none: { edges: [] },
		noticeHistogram: [
			{
				from: "2026-01-01T00:00:00.000Z",
				counts: [{ level: "ERROR", count: 1 }],
			},
			{ from: "2026-01-01T12:00:00.000Z", counts: [] },
		],
	});
});

test("a silence is made, ended, and ended no second time", async (t) => {
	const staged = await stageApi(t);
	const endsAt = new Date(Date.now() + 3_600_000).toISOString();
	const made = await askApi(
		staged,
		`mutation { createSilence(matcher: { text: "failed" }, reason: "noise", endsAt: "${endsAt}") {
			id active createdBy matcher { text cluster }
		} }`,
	);
	assert.ok(made.data);
	const { id, ...silence } = made.data.createSilence as { id: string };
	assert.deepEqual(silence, {
		active: true,
		createdBy: "ana@example.com",
		matcher: { text: "failed", cluster: null },
	});
	const end = () =>
		askApi(staged, `mutation { endSilence(id: "${id}") { active endedBy } }`);
	assert.deepEqual((await end()).data?.endSilence, {
		active: false,
		endedBy: "ana@example.com",
	});
	const [error] = (await end()).errors ?? [];
	assert.equal(error?.extensions?.code, "SILENCE_NOT_FOUND");
});

test("the timeline of a channel has its commands and its posts, newest first and page by page", async (t) => {
	const staged = await stageApi(t);
	const organisationId = staged.organisation.id;
	await staged.joinCluster("prod", silentAgent);
	const said = (text: string) =>
		askApi(
			staged,
			`mutation { runCommand(input: { text: "${text}" }) { id } }`,
		);
	await said("no such thing");
	const channel = await channelOf(staged.database, organisationId);
	await insertPost(staged.database, organisationId, {
		id: staged.newId("noticePost"),
		channel,
	});
	await said("nor this");
	const entries: string[] = [];
	let after = "";
	while (true) {
		const { data, errors } = await askApi(
			staged,
			`query { timeline(channel: "${channel}", first: 1${after}) {
				edges { node { command { text } post { title } } } pageInfo { hasNextPage endCursor }
			} }`,
		);
		assert.ok(data, JSON.stringify(errors));
		const { edges, pageInfo } = data.timeline as Timeline;
		for (const { node } of edges)
			entries.push(node.command?.text ?? `post ${node.post?.title}`);
		if (!pageInfo.hasNextPage) break;
		after = `, after: "${pageInfo.endCursor}"`;
	}
	assert.deepEqual(entries, ["nor this", "post it failed", "no such thing"]);
});

interface Timeline {
	readonly edges: readonly {
		readonly node: {
			readonly command: { readonly text: string } | null;
			readonly post: { readonly title: string } | null;
		};
	}[];
	readonly pageInfo: {
		readonly hasNextPage: boolean;
		readonly endCursor: string;
	};
}

type Opened = Awaited<ReturnType<typeof stageApi>>["database"];

async function agentOf(database: Opened, organisationId: string) {
	const { rows } = await sql<{ id: AgentId }>`
		select id from agents where organisation_id = ${organisationId}
	`.execute(database.on());
	assert.ok(rows[0]);
	return rows[0].id;
}

async function channelOf(
	database: Opened,
	organisationId: string,
): Promise<string> {
	const { rows } = await sql<{ channel: string }>`
		select conversation ->> 'channel' as channel from commands where organisation_id = ${organisationId}
	`.execute(database.on());
	assert.ok(rows[0]);
	return rows[0].channel;
}

async function insertPost(
	database: Opened,
	organisationId: string,
	{ id, channel }: { readonly id: string; readonly channel: string },
): Promise<void> {
	await sql`
		insert into notice_addressees (organisation_id, door, address, tokens, tokens_at, hour_began_at)
		values (${organisationId}, 'console', ${channel}, 1, now(), now())
	`.execute(database.on());
	await sql`
		insert into notice_posts (organisation_id, id, door, address, form, key, first_notice, last_notice, title, level, count, first_at,
			last_at, is_open, created_at, touched_at, state, revision, sent_revision)
		values (${organisationId}, ${id}, 'console', ${channel}, 'topic', 'k', 'n', 'n', 'it failed', 'error', 1, now(), now(), true,
			clock_timestamp(), now(), 'sent', 1, 1)
	`.execute(database.on());
}
