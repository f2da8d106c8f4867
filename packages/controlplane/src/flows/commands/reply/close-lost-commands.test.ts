import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, type PersonId, type Platform } from "@quarterdeck/contract";
import {
	createNewId,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { useTestStore } from "../../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../../../rooms/audit/audit.wiring.ts";
import { stageCommandRecords } from "../../../rooms/commands/fakes.ts";
import { insertOrganisation } from "../../../rooms/people/insert-organisation.fixture.ts";
import { closeLostCommands } from "./close-lost-commands.job.ts";
import { createReplies, type Replies, type Reply } from "./replies.ts";

const newId = createNewId(systemClock);
const store = useTestStore();

/** Records of commands, and a way to open one and to let its process die. */
async function stage() {
	const { database } = store;
	const dead = new Set<string>();
	const audit = createAudit({
		database,
		clock: systemClock,
		newId,
		log: silentLog,
	});
	const commandRecords = stageCommandRecords({ database, audit, dead });
	const organisationId = await insertOrganisation(database);
	const processId = newId("process");
	const open = (platform: Platform) =>
		database.transact(async (tx) => {
			const { record } = await commandRecords.openCommand(tx, {
				id: newId("command"),
				organisationId,
				actor: {
					personId: newId("person") as PersonId,
					email: "ana@example.com",
					displayName: "Ana",
					groups: [],
				},
				conversation: { platform, channel: "ops", threadId: "1716.42" },
				text: "kubectl get pods",
				words: ["kubectl", "get", "pods"],
				processId,
				runs: [{ runId: newId("run"), clusterName: "eu" }],
			});
			return record;
		});
	return { commandRecords, open, die: () => dead.add(processId) };
}

function collect(): { readonly replies: Replies; readonly sent: Reply[] } {
	const sent: Reply[] = [];
	const deliver: Replies["deliver"] = async (_tx, reply) => {
		sent.push(reply);
	};
	return { replies: { deliver }, sent };
}

test("a lost command is answered where it was asked, once, however many replicas look for it", async () => {
	const { commandRecords, open, die } = await stage();
	const lost = await open("slack");
	die();
	const { replies: slack, sent } = collect();
	const replies = createReplies({ doors: { slack }, log: silentLog });
	const job = closeLostCommands({ commandRecords, replies, log: silentLog });
	const look = () => job.run(new AbortController().signal);
	await Promise.all([look(), look()]);
	await look();
	assert.deepEqual(
		sent.map(({ commandId, conversation }) => ({ commandId, conversation })),
		[{ commandId: lost.id, conversation: lost.conversation }],
	);
	const { message } = new AppError("COMMAND_LOST", { cluster: "eu" });
	assert.equal(
		sent[0]?.message.baseBody?.plaintext,
		`kubectl get pods\n${message}`,
	);
});

test("a command of a platform without a door is closed all the same, and the log says that nobody was answered", async () => {
	const { commandRecords, open, die } = await stage();
	const lost = await open("discord");
	die();
	const errors: unknown[] = [];
	const log: Log = {
		...silentLog,
		error: (_message, facts) => void errors.push(facts),
	};
	const replies = createReplies({ doors: {}, log });
	await closeLostCommands({ commandRecords, replies, log: silentLog }).run(
		new AbortController().signal,
	);
	const found = await commandRecords.findCommand(lost.organisationId, lost.id);
	assert.equal(found?.state, "lost");
	assert.deepEqual(errors, [
		{
			organisationId: lost.organisationId,
			commandId: lost.id,
			platform: "discord",
		},
	]);
});
