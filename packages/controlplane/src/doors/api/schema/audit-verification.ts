import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type {
	Audit,
	AuditRecord,
	ChainHead,
	ChainVerification,
	SignedHead,
	VerifiedHead,
} from "../../../rooms/audit/index.ts";
import { type ApiContext, requireAllowed } from "../api-context.ts";
import { recordsForReader } from "../audit-for-reader.ts";
import { recordRef } from "./audit.ts";
import { builder } from "./builder.ts";

const signedHeadRef = builder
	.objectRef<SignedHead>("SignedAuditHead")
	.implement({
		description:
			"The end of the audit chain, signed with a key that the database does not hold. Keep it elsewhere: a chain that was cut off or rewritten does not contain it.",
		fields: (t) => ({
			seq: t.exposeInt("seq", { description: "Number of the last record." }),
			hash: t.exposeString("hash", { description: "Hash of that record." }),
			at: t.exposeString("at", {
				description: "When it was signed. The signature covers this very text.",
			}),
			publicKey: t.exposeString("publicKey", {
				description: "Raw Ed25519 public key, in base64url.",
			}),
			signature: t.exposeString("signature", {
				description: "Ed25519 signature, in base64url.",
			}),
			isOwnKey: t.boolean({
				description: "Whether the key is this installation's current one.",
				resolve: ({ publicKey }, _args, { deps }) =>
					publicKey === deps.audit.headKey,
			}),
		}),
	});

const headRef = builder.objectRef<VerifiedHead>("AuditHead").implement({
	fields: (t) => ({
		seq: t.exposeInt("seq", { description: "Number of the last record." }),
		hash: t.exposeString("hash", { description: "Hash of that record." }),
		at: t.field({
			type: "DateTime",
			nullable: true,
			description: "When that record was written.",
			resolve: ({ at }) => (at === undefined ? null : new Date(at)),
		}),
	}),
});

interface VerificationView {
	readonly verification: ChainVerification;
	readonly missesSinceHead: boolean;
	readonly brokenAt: AuditRecord | undefined;
	readonly signedHead: SignedHead | undefined;
}

const verificationRef = builder
	.objectRef<VerificationView>("AuditVerification")
	.implement({
		fields: (t) => ({
			ok: t.boolean({ resolve: ({ verification }) => verification.ok }),
			records: t.int({
				description: "Number of records that were verified.",
				resolve: ({ verification }) => verification.records,
			}),
			missesSinceHead: t.exposeBoolean("missesSinceHead", {
				description:
					"Whether the chain is intact in itself and does not contain sinceHead: it was cut off or rewritten, or the head is of another chain.",
			}),
			head: t.field({
				type: headRef,
				nullable: true,
				description: "The end of the chain, if the chain is intact.",
				resolve: ({ verification }) =>
					verification.ok ? verification.head : null,
			}),
			signedHead: t.field({
				type: signedHeadRef,
				nullable: true,
				description: "The newest signed head, if the chain is intact.",
				resolve: ({ signedHead }) => signedHead ?? null,
			}),
			brokenAt: t.field({
				type: recordRef,
				nullable: true,
				description:
					"The first record that could not be verified, if it can be shown.",
				resolve: ({ brokenAt }) => brokenAt ?? null,
			}),
			reason: t.string({
				nullable: true,
				resolve: ({ verification }) =>
					verification.ok ? null : reasonOf(verification),
			}),
		}),
	});

const headInputRef = builder.inputType("AuditHeadInput", {
	fields: (t) => ({
		seq: t.int({ required: true, description: "Number of a record." }),
		hash: t.string({ required: true, description: "Hash of that record." }),
	}),
});

builder.queryField("auditHead", (t) =>
	t.field({
		type: signedHeadRef,
		nullable: true,
		description: "The newest signed head of the audit chain.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(context, "audit.read");
			const { audit } = context.deps;
			return (await audit.newestSignedHead(organisation.id)) ?? null;
		},
	}),
);

builder.mutationField("verifyAudit", (t) =>
	t.field({
		type: verificationRef,
		description:
			"Reads the whole chain and verifies that no record was altered, removed or inserted, and that the chain contains every signed head and the head given as sinceHead. The head of an intact chain is signed.",
		args: { sinceHead: t.arg({ type: headInputRef }) },
		async resolve(_root, { sinceHead }, context) {
			const signedIn = await requireAllowed(context, "audit.verify");
			const { audit } = context.deps;
			const { id } = signedIn.organisation;
			const noted = sinceHead ? checkedHead(sinceHead) : undefined;
			const { verification, missesSinceHead } = await verify(
				context,
				id,
				noted,
			);
			if (!verification.ok) {
				const found = await findBroken(audit, id, verification);
				const [brokenAt] = await recordsForReader(
					context,
					signedIn,
					found ? [found] : [],
				);
				return {
					verification,
					missesSinceHead,
					brokenAt,
					signedHead: undefined,
				};
			}
			if (audit.headKey !== undefined)
				await audit.signHeads({ organisationId: id });
			const signedHead = await audit.newestSignedHead(id);
			return { verification, missesSinceHead, brokenAt: undefined, signedHead };
		},
	}),
);

async function verify(
	{ deps }: ApiContext,
	id: OrganisationId,
	noted: ChainHead | undefined,
): Promise<Pick<VerificationView, "verification" | "missesSinceHead">> {
	const verification = await deps.verifyChain(id);
	const reason =
		verification.ok && noted
			? await deps.audit.whyNotHeld(id, noted)
			: undefined;
	if (reason === undefined) return { verification, missesSinceHead: false };
	const { records } = verification;
	return {
		verification: { ok: false, records, reason },
		missesSinceHead: true,
	};
}

/** @throws AppError INPUT_INVALID for what no head can be. */
function checkedHead(head: ChainHead): ChainHead {
	if (head.seq >= 0 && /^[0-9a-f]{64}$/.test(head.hash)) return head;
	throw new AppError("INPUT_INVALID", {
		field: "sinceHead",
		reason: "expected a record number and a SHA-256 in hexadecimal",
	});
}

function reasonOf(
	verification: Extract<ChainVerification, { readonly ok: false }>,
): string {
	const { brokenAt, reason } = verification;
	return brokenAt ? `record ${brokenAt.seq}: ${reason}` : reason;
}

/** The record for display; an altered one may not be readable at all. */
async function findBroken(
	audit: Audit,
	organisationId: OrganisationId,
	verification: ChainVerification,
): Promise<AuditRecord | undefined> {
	const id = verification.ok ? undefined : verification.brokenAt?.id;
	if (id === undefined) return undefined;
	try {
		return await audit.findRecord(organisationId, id);
	} catch {
		return undefined;
	}
}
