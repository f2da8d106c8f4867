import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import { createJobQueue } from "../../plumbing/jobs/index.ts";
import type { Database } from "../../plumbing/postgres/index.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import type { Caller } from "../permissions/index.ts";
import { createDeadJobs } from "./index.ts";

const newId = createNewId(systemClock);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store.database);
});

function callerOf(organisationId: OrganisationId): Caller {
	return {
		organisationId,
		actor: {
			personId: newId("person"),
			email: "ana@example.com",
			displayName: "Ana",
			groups: [],
		},
	};
}

/** The room, and a way to give up jobs. */
function roomOn(database: Database) {
	const queue = createJobQueue(database);
	const audit = createAudit({
		database,
		clock: systemClock,
		newId,
		log: silentLog,
	});
	const locked: unknown[] = [];
	const room = createDeadJobs({
		queue,
		permissions: createFakePermissions(),
		audit,
		transact: database.transact,
		accounts: {
			async lockActor(_tx, organisationId, { personId }) {
				locked.push(personId);
				return {
					id: personId,
					organisationId,
					accountId: newId("account"),
					email: "ana@example.com",
					displayName: "Ana",
					groups: [],
					role: "member",
					createdAt: systemClock.now(),
					removedAt: undefined,
					lineOf: undefined,
				};
			},
		},
	});
	async function giveUp(organisationId: OrganisationId): Promise<string> {
		const id = newId("job");
		const name = `handler-${id}`;
		await database.transact(async (tx) =>
			queue.write(tx, {
				organisationId,
				id,
				name,
				subject: "configuration",
				idempotencyKey: id,
				payload: JSON.stringify({ kind: "configuration.applied.v1" }),
			}),
		);
		const [job] = await queue.claim([name], 1, 60);
		assert.ok(job);
		await queue.bury(job, "the bus is down");
		return id;
	}
	return { ...room, audit, giveUp, locked };
}

function suite(opened: () => Database): void {
	describe("the failed jobs of an organisation", () => {
		test("are listed newest first, page by page, with the fact and the error", async () => {
			const { giveUp, listDeadJobs } = roomOn(opened());
			const organisationId = await insertOrganisation(opened());
			const caller = callerOf(organisationId);
			const older = await giveUp(organisationId);
			const newer = await giveUp(organisationId);
			const first = await listDeadJobs(caller, { first: 1 });
			assert.deepEqual(
				first.items.map(({ id, fact, subject, error, attempts }) => [
					id,
					fact,
					subject,
					error,
					attempts,
				]),
				[
					[
						newer,
						"configuration.applied.v1",
						"configuration",
						"the bus is down",
						1,
					],
				],
			);
			const after = first.nextCursor ?? "";
			const rest = await listDeadJobs(caller, { first: 1, after });
			assert.deepEqual(
				rest.items.map(({ id }) => id),
				[older],
			);
			await assert.rejects(listDeadJobs(caller, { first: 1, after: "no" }), {
				code: "INPUT_INVALID",
			});
		});

		test("are retried once, which is on record", async () => {
			const { giveUp, listDeadJobs, retryJob, audit, locked } = roomOn(
				opened(),
			);
			const organisationId = await insertOrganisation(opened());
			const caller = callerOf(organisationId);
			const id = await giveUp(organisationId);
			assert.equal((await retryJob(caller, id)).error, "the bus is down");
			assert.deepEqual(locked, [caller.actor.personId]);
			assert.deepEqual((await listDeadJobs(caller, { first: 9 })).items, []);
			await assert.rejects(retryJob(caller, id), { code: "JOB_NOT_FOUND" });
			const { items } = await audit.listRecords(
				organisationId,
				{ code: "job.retried" },
				{ first: 9 },
			);
			assert.deepEqual(
				items.map(({ subjectId, facts }) => [subjectId, facts.fact]),
				[[id, "configuration.applied.v1"]],
			);
		});

		test("are neither listed nor retried from another organisation", async () => {
			const { giveUp, listDeadJobs, retryJob, audit } = roomOn(opened());
			const organisationId = await insertOrganisation(opened());
			const strangers = await insertOrganisation(opened());
			const id = await giveUp(organisationId);
			const stranger = callerOf(strangers);
			assert.deepEqual((await listDeadJobs(stranger, { first: 9 })).items, []);
			await assert.rejects(retryJob(stranger, id), { code: "JOB_NOT_FOUND" });
			const { items } = await listDeadJobs(callerOf(organisationId), {
				first: 9,
			});
			assert.deepEqual(
				items.map((job) => job.id),
				[id],
			);
			for (const organisation of [organisationId, strangers]) {
				const page = await audit.listRecords(organisation, {}, { first: 9 });
				assert.deepEqual(page.items, []);
			}
		});

		test("are shown to a token for reading, which may not retry them", async () => {
			const { giveUp, listDeadJobs, retryJob } = roomOn(opened());
			const organisationId = await insertOrganisation(opened());
			const id = await giveUp(organisationId);
			const reader = { ...callerOf(organisationId), scopes: ["read"] as const };
			assert.equal((await listDeadJobs(reader, { first: 9 })).items.length, 1);
			await assert.rejects(retryJob(reader, id), { code: "NOT_ALLOWED" });
		});
	});
}
