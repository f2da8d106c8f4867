import { createHash } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import {
	type Configuration,
	emptyConfiguration,
	readDocument,
	valueAt,
} from "@quarterdeck/contract/configuration";
import type { Transaction } from "@quarterdeck/runtime";
import type { Caller } from "../../permissions/index.ts";
import type { CatalogDeps } from "../catalog-deps.ts";
import { createSentenceHider } from "../secrets/redact-configuration.ts";
import { validateConfiguration } from "../validate/validate-configuration.ts";
import {
	maxPending,
	proposalLifetimeMs,
	type StoredProposal,
} from "./proposal.ts";
import { wideningsOf } from "./widenings.ts";

/**
 * What makes a change wait for a second member: what it widens, while the version in force asks for review. The sentences are for
 * everyone who may read the configuration, so its secrets are replaced in them.
 */
export function widensUnderReview(
	inForce: string | undefined,
	after: { readonly configuration: Configuration; readonly yaml: string },
): readonly string[] {
	if (inForce === undefined) return [];
	const { configuration } = validateConfiguration(inForce);
	// By the rules of today nothing runs under it, so everything widens; whether it asks for review still counts.
	const before = configuration ?? {
		...emptyConfiguration,
		settings: { ...emptyConfiguration.settings, review: reviewIn(inForce) },
	};
	if (before.settings.review !== "configuration") return [];
	const widens = wideningsOf(before, after.configuration);
	if (widens.length === 0) return widens;
	const hide = createSentenceHider(after.yaml);
	return widens.map((sentence) => {
		const shown = hide(sentence);
		return shown === sentence ? shown : `${shown} ${partIsHidden}`;
	});
}

/** Or whoever writes the same text at a secret's place would choose what the second member reads. */
const partIsHidden =
	"(a part is hidden, because the same text is a secret in this file: do not approve what you cannot read)";

function reviewIn(yaml: string): "" | "configuration" {
	const { document } = readDocument(yaml, "");
	const review = valueAt(document?.data, ["settings", "review"]);
	return review === "configuration" ? review : "";
}

/**
 * Keeps a change for a second member, in the transaction that holds the lock of the configuration.
 * @throws AppError PROPOSAL_LIMIT when too many wait.
 */
export async function proposeChange(
	deps: Pick<CatalogDeps, "audit" | "clock" | "proposalStore">,
	tx: Transaction,
	{ organisationId, actor }: Caller,
	change: Pick<
		StoredProposal,
		"base" | "note" | "rolledBackTo" | "widens" | "yaml"
	>,
): Promise<StoredProposal> {
	const now = deps.clock.now();
	const count = await deps.proposalStore.countOpen(
		tx,
		organisationId,
		change.base,
		now,
	);
	if (count >= maxPending) throw new AppError("PROPOSAL_LIMIT", { count });
	const proposal = {
		...change,
		organisationId,
		authorId: actor.personId,
		author: actor.email,
		createdAt: now,
		expiresAt: new Date(now.getTime() + proposalLifetimeMs),
	};
	const number = await deps.proposalStore.insert(tx, proposal);
	await deps.audit.recordEvent(tx, {
		organisationId,
		code: "configuration.proposed",
		who: { kind: "person", personId: actor.personId, email: actor.email },
		outcome: "succeeded",
		subjectId: `change ${number}`,
		digest: createHash("sha256").update(change.yaml).digest("hex"),
		facts: {
			proposal: number,
			base: change.base,
			widens: change.widens.join("; ").slice(0, 2000),
			...(change.note === undefined ? {} : { note: change.note }),
		},
	});
	return {
		...proposal,
		number,
		state: "pending",
		decidedBy: undefined,
		decidedAt: undefined,
	};
}
