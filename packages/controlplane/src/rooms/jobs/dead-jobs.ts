import type { OrganisationId, Page, PageRequest } from "@quarterdeck/contract";
import type { DeadJob, Transaction } from "@quarterdeck/runtime";
import type { Caller } from "../permissions/index.ts";

/** A job that was given up, with the kind of the fact it acts on. */
export interface GivenUpJob extends Omit<DeadJob, "payload"> {
	readonly fact: string;
}

/** Where dead jobs lie: the queue. */
export interface DeadJobStore {
	/** Newest first. */
	listDead(
		organisationId: OrganisationId,
		page: { readonly limit: number; readonly beforeId?: string | undefined },
	): Promise<readonly DeadJob[]>;
	/** Lets it wait again, with all its attempts. @returns it as it was, or undefined when there was no such dead job. */
	retry(
		tx: Transaction,
		organisationId: OrganisationId,
		id: string,
	): Promise<DeadJob | undefined>;
}

/** The jobs of an organisation that were tried as often as they may be. */
export interface DeadJobs {
	/** Newest first. @throws AppError NOT_ALLOWED, INPUT_INVALID for a cursor that is none. */
	listDeadJobs(caller: Caller, page: PageRequest): Promise<Page<GivenUpJob>>;
	/** Runs one again, from its first attempt. @returns it as it was. @throws AppError NOT_ALLOWED, JOB_NOT_FOUND, PERSON_NOT_FOUND. */
	retryJob(caller: Caller, id: string): Promise<GivenUpJob>;
}
