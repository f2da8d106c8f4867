import { AppError, pageOf, rowsToRead } from "@quarterdeck/contract";
import type { DeadJob, Transact } from "@quarterdeck/runtime";
import { z } from "zod";
import type { Audit } from "../audit/index.ts";
import { type Accounts, idCursor } from "../people/index.ts";
import { checkMay, type Permissions } from "../permissions/index.ts";
import type { DeadJobStore, DeadJobs, GivenUpJob } from "./dead-jobs.ts";

/** The room over a queue. */
export function createDeadJobs(deps: {
	readonly queue: DeadJobStore;
	readonly permissions: Pick<Permissions, "decide">;
	readonly accounts: Pick<Accounts, "lockActor">;
	readonly audit: Pick<Audit, "recordEvent">;
	readonly transact: Transact;
}): DeadJobs {
	const { queue, accounts, audit, transact } = deps;
	return {
		async listDeadJobs(caller, page) {
			await checkMay(deps, caller, "job.read");
			const rows = await queue.listDead(caller.organisationId, {
				limit: rowsToRead(page),
				beforeId: idCursor("job", page),
			});
			return pageOf(rows.map(withFact), page, ({ id }) => id);
		},
		async retryJob(caller, id) {
			await checkMay(deps, caller, "job.retry");
			const { organisationId, actor } = caller;
			return transact(async (tx) => {
				await accounts.lockActor(tx, organisationId, actor);
				const dead = await queue.retry(tx, organisationId, id);
				if (!dead)
					throw new AppError("JOB_NOT_FOUND", { job: id.slice(0, 64) });
				const job = withFact(dead);
				await audit.recordEvent(tx, {
					organisationId,
					code: "job.retried",
					who: {
						kind: "person",
						personId: actor.personId,
						email: actor.email,
					},
					outcome: "succeeded",
					subjectId: id,
					facts: { job: job.name, fact: job.fact, subject: job.subject },
				});
				return job;
			});
		},
	};
}

const factPayload = z.object({ kind: z.string() });

function withFact({ payload, ...job }: DeadJob): GivenUpJob {
	return { ...job, fact: factPayload.parse(JSON.parse(payload)).kind };
}
