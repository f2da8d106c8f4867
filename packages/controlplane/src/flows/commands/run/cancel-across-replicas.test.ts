import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { useTestStore } from "../../../plumbing/postgres/test-store.fixture.ts";
import { insertCaller, stageCommands } from "../commands.fixture.ts";
import { silentAgent } from "./agent-runs.fake.ts";

const store = useTestStore();

test("a forged signal cancels nothing, and a real one cancels at the replica that runs the command", async () => {
	const [here, there] = [stageCommands(store), stageCommands(store)];
	const { listRecords } = here.audit;
	let looked = 0;
	Object.assign(here.audit, {
		async listRecords(...asked: Parameters<typeof listRecords>) {
			const found = await listRecords(...asked);
			looked += 1;
			return found;
		},
	});
	const ana = await insertCaller(store, "ana@example.com");
	await here.join(ana, "eu", silentAgent);
	const { id } = await here.commands.run({
		caller: ana,
		platform: "console",
		channel: "ops",
		text: "kubectl get x",
		options: {},
	});
	const forged = JSON.stringify({
		organisationId: ana.organisationId,
		commandId: id,
		email: "ceo@example.com",
	});
	await sql`select pg_notify('quarterdeck', ${`cancelled-commands ${forged}`})`.execute(
		store.database.on(),
	);
	await until(() => looked > 0);
	const found = await here.commandRecords.findCommand(ana.organisationId, id);
	assert.equal(found?.state, "running");
	await there.commands.cancel(ana, id);
	const events = await Array.fromAsync(await here.commands.follow(ana, id, 0));
	assert.equal(events.at(-1)?.state, "cancelled");
	assert.match(JSON.stringify(events), /ana@example\.com/);
	assert.doesNotMatch(JSON.stringify(events), /ceo@example\.com/);
});
