import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type Person, requireIndependent } from "../../people/index.ts";
import { type Caller, checkMay } from "../../permissions/index.ts";
import { insertVersion } from "../apply-configuration.ts";
import type { CatalogDeps } from "../catalog-deps.ts";
import { validateConfiguration } from "../validate/validate-configuration.ts";
import {
	isAuthor,
	type ProposalDecision,
	type StoredProposal,
	stateOf,
} from "./proposal.ts";

/**
 * Approves or rejects a change that waits. Approved, it becomes the newest version in the same transaction. Whoever proposed it cannot
 * approve it; that they reject it withdraws it. Nor can who joined later, or came in by one line of invitations with them.
 * @throws AppError NOT_ALLOWED, PERSON_NOT_FOUND for an actor who was removed, PROPOSAL_NOT_FOUND, PROPOSAL_OWN,
 * APPROVER_NOT_INDEPENDENT; PROPOSAL_CLOSED when it was decided, its base is no longer the current
 * version or its time is over; CONFIGURATION_INVALID when a rule of today refuses it.
 */
export async function decideProposal(
	deps: CatalogDeps,
	caller: Caller,
	number: number,
	wanted: "approve" | "reject",
): Promise<StoredProposal> {
	await checkMay(deps, caller, "configuration.apply");
	const { actor, organisationId } = caller;
	return deps.transact(async (tx) => {
		const member = await deps.accounts.lockActor(tx, organisationId, actor);
		await deps.configurationStore.lock(tx, organisationId);
		const { proposal, current } = await requirePending(
			deps,
			tx,
			caller,
			number,
		);
		const isOwn = isAuthor(proposal, actor);
		if (wanted === "approve" && isOwn)
			throw new AppError("PROPOSAL_OWN", { number });
		if (wanted === "approve") await requireSecond(deps, tx, proposal, member);
		const state = decisionOf(wanted, isOwn);
		const decision = { state, by: actor.email, at: deps.clock.now() };
		await deps.proposalStore.decide(tx, organisationId, number, decision);
		if (state === "approved")
			await applyApproved(deps, tx, caller, proposal, current);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: `configuration.${state}`,
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: `change ${number}`,
			facts: { proposal: number, proposedBy: proposal.author },
		});
		return {
			...proposal,
			state,
			decidedBy: decision.by,
			decidedAt: decision.at,
		};
	});
}

async function requireSecond(
	deps: Pick<CatalogDeps, "accounts">,
	tx: Transaction,
	proposal: StoredProposal,
	approver: Person,
): Promise<void> {
	const { organisationId, number, authorId, createdAt } = proposal;
	const author = await deps.accounts.findPerson(organisationId, authorId, tx);
	if (!author) throw new Error(`change ${number} without an author`);
	requireIndependent({
		what: `change ${number}`,
		approver,
		author,
		askedAt: createdAt,
	});
}

function decisionOf(
	wanted: "approve" | "reject",
	isOwn: boolean,
): ProposalDecision {
	if (wanted === "approve") return "approved";
	return isOwn ? "withdrawn" : "rejected";
}

async function requirePending(
	deps: CatalogDeps,
	tx: Transaction,
	{ organisationId }: Caller,
	number: number,
): Promise<{ readonly proposal: StoredProposal; readonly current: number }> {
	const isNumber = Number.isInteger(number) && number > 0 && number < 2 ** 31;
	const proposal = isNumber
		? await deps.proposalStore.find(organisationId, number, tx)
		: undefined;
	if (!proposal) throw new AppError("PROPOSAL_NOT_FOUND", { number });
	const current = await deps.configurationStore.currentVersion(
		organisationId,
		tx,
	);
	const state = stateOf(proposal, current, deps.clock.now());
	if (state !== "pending")
		throw new AppError("PROPOSAL_CLOSED", { number, state });
	return { proposal, current };
}

async function applyApproved(
	deps: CatalogDeps,
	tx: Transaction,
	caller: Caller,
	proposal: StoredProposal,
	current: number,
): Promise<void> {
	const { yaml, note, rolledBackTo, authorId, author } = proposal;
	const { configuration, problems } = validateConfiguration(yaml);
	if (!configuration)
		throw new AppError("CONFIGURATION_INVALID", { count: problems.length });
	await insertVersion(deps, tx, caller, {
		version: current + 1,
		yaml,
		note,
		...(rolledBackTo === undefined ? {} : { rolledBackTo }),
		proposed: { number: proposal.number, authorId, author },
	});
}
