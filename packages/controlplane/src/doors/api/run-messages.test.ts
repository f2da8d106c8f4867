import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, RunId } from "@quarterdeck/contract";
import type { ApiContext } from "./api-context.ts";
import { readRunMessage } from "./run-messages.ts";
import { stageApi } from "./stage-api.fixture.ts";

test("messages asked for in one turn are read together, and too many are refused", async (t) => {
	const { signedIn, newId } = await stageApi(t);
	const asked: (readonly RunId[])[] = [];
	const commands = {
		async findMessages(_caller: unknown, runIds: readonly RunId[]) {
			asked.push([...runIds]);
			return new Map<RunId, Message>(
				runIds.map((id) => [id, { sections: [{ header: id }] }]),
			);
		},
	};
	const context = {
		deps: { commands },
		signedIn,
	} as unknown as ApiContext;
	const ids = (count: number) =>
		Array.from({ length: count }, () => newId("run"));
	const read = (wanted: readonly RunId[]) =>
		Promise.allSettled(wanted.map((id) => readRunMessage(context, id)));
	const first = ids(200);
	const answers = await read(first);
	assert.deepEqual(
		answers.map((one) =>
			one.status === "fulfilled" ? one.value?.sections?.[0]?.header : "",
		),
		first,
	);
	assert.equal(asked.length, 1);
	const refused = await read(ids(201));
	assert.ok(refused.every(({ status }) => status === "rejected"));
	assert.equal(asked.length, 1);
	await read(ids(1));
	assert.equal(asked.length, 2);
});
