import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { SinkTarget } from "@quarterdeck/contract/configuration";
import {
	type Asked,
	posting,
	stageSink,
	startServer,
} from "../sinks.fixture.ts";

type Target = Extract<SinkTarget, { kind: "elasticsearch" }>;

/** Refuses what Elasticsearch of a major version refuses; its documents by index and id. */
function elasticsearch(major: number) {
	const documents = new Map<string, unknown>();
	const indices = new Map<string, unknown>();
	let itemStatus: number | undefined;
	const answer = ({ method, path, headers, body }: Asked) => {
		if (headers.authorization !== `Basic ${btoa("me:pass")}`)
			return { status: 401 };
		if (method === "GET" && path === "/")
			return { status: 200, body: { version: { number: `${major}.1.0` } } };
		if (method === "PUT") {
			const type = "resource_already_exists_exception";
			if (indices.has(path)) return { status: 400, body: { error: { type } } };
			indices.set(path, JSON.parse(body));
			return { status: 200, body: { acknowledged: true } };
		}
		const isBulk = method === "POST" && path === "/_bulk";
		const isNdjson = headers["content-type"] === "application/x-ndjson";
		if (!isBulk || !isNdjson || !body.endsWith("\n")) return { status: 400 };
		const [action = "", document = "", ...rest] = body.split("\n");
		const { index } = JSON.parse(action);
		if (rest.join("") !== "" || ("_type" in index && major > 7))
			return { status: 400 };
		const status = itemStatus ?? 201;
		if (status === 201)
			documents.set(
				`${index._index} ${index._id} ${index._type ?? ""}`,
				JSON.parse(document),
			);
		return {
			status: 200,
			body: { errors: status !== 201, items: [{ index: { status } }] },
		};
	};
	return {
		answer,
		documents,
		indices,
		failWith(status: number) {
			itemStatus = status;
		},
	};
}

async function stage(
	t: TestContext,
	major: number,
	changes: Partial<Target> = {},
	index: Partial<Target["index"]> = {},
) {
	const fake = elasticsearch(major);
	const server = await startServer(t, fake.answer);
	const staged = stageSink(
		{
			kind: "elasticsearch",
			server: server.url,
			username: "me",
			password: "pass",
			skipTLSVerify: false,
			isSignedForAws: false,
			index: {
				name: "events",
				type: undefined,
				shards: undefined,
				replicas: undefined,
				...index,
			},
			...changes,
		},
		{ alias: "logs" },
	);
	const one = posting("elasticsearch", { address: "house/logs" });
	return { ...fake, asked: server.asked, send: () => staged.send(one) };
}

describe("Elasticsearch", () => {
	test("has each event once, in the index of its day", async (t) => {
		const { send, documents, asked } = await stage(t, 8);
		assert.deepEqual(await send(), { kind: "delivered" });
		assert.deepEqual(await send(), { kind: "delivered" });
		assert.deepEqual(
			[...documents],
			[
				[
					"events-2026-03-04 pst_1 ",
					{
						source: "k8s",
						data: { Kind: "Pod", Name: "web" },
						timeStamp: "2026-03-04T05:06:07.000Z",
					},
				],
			],
		);
		assert.equal(asked.length, 2, "nothing else is asked");
	});

	for (const [major, type] of [
		[7, "botkube-event"],
		[8, ""],
	] as const)
		test(`of version ${major} is given ${type ? "the" : "no"} type`, async (t) => {
			const { send, documents } = await stage(
				t,
				major,
				{},
				{ type: "botkube-event" },
			);
			assert.deepEqual(await send(), { kind: "delivered" });
			assert.deepEqual(
				[...documents.keys()],
				[`events-2026-03-04 pst_1 ${type}`],
			);
		});

	test("has the index made with its shards, also when it is there", async (t) => {
		const { send, indices, documents } = await stage(
			t,
			8,
			{},
			{ shards: 3, replicas: 0 },
		);
		assert.deepEqual(await send(), { kind: "delivered" });
		assert.deepEqual(
			[...indices],
			[
				[
					"/events-2026-03-04",
					{ settings: { number_of_shards: 3, number_of_replicas: 0 } },
				],
			],
		);
		assert.equal(documents.size, 1);
	});

	for (const [status, kind] of [
		[429, "retry"],
		[503, "retry"],
		[400, "refused"],
	] as const)
		test(`whose document fails with ${status}: ${kind}`, async (t) => {
			const { send, failWith } = await stage(t, 8);
			failWith(status);
			assert.equal((await send()).kind, kind);
		});

	test("refuses who has no password", async (t) => {
		const { send, documents } = await stage(t, 8, { password: undefined });
		assert.equal((await send()).kind, "refused");
		assert.equal(documents.size, 0);
	});

	test("of AWS is said to be out of reach", async (t) => {
		const { send } = await stage(t, 8, { isSignedForAws: true });
		const outcome = await send();
		assert.ok(outcome.kind === "refused" && /awsSigning/.test(outcome.reason));
	});
});
