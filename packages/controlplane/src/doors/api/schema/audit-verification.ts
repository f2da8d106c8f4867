import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type {
	Audit,
	AuditRecord,
	ChainHead,
	ChainVerification,
	LostHead,
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

const unsignedRef = builder
	.objectRef<{ readonly records: number; readonly since: Date }>(
		"UnsignedAuditRecords",
	)
	.implement({
		description: "Records at the end of the chain that no signature covers.",
		fields: (t) => ({
			records: t.exposeInt("records"),
			since: t.expose("since", {
				type: "DateTime",
				description: "When the first of them was written.",
			}),
		}),
	});

const lostHeadRef = builder.objectRef<LostHead>("LostAuditHead").implement({
	description:
		"A head that was signed and that the chain no longer contains: records were removed or rewritten in the database, or an older one was restored.",
	fields: (t) => ({
		seq: t.exposeInt("seq", { description: "Number of its record." }),
		hash: t.exposeString("hash", { description: "Hash of that record." }),
		signedAt: t.exposeString("at", { description: "When it was signed." }),
		foundAt: t.expose("foundAt", {
			type: "DateTime",
			description: "When the loss was recorded.",
		}),
		recordId: t.exposeID("recordId", {
			description: "The audit record that says so.",
		}),
	}),
});

interface VerificationView {
	readonly verification: ChainVerification;
	readonly lostHeads: readonly LostHead[];
	readonly unsigned?:
		| { readonly records: number; readonly since: Date }
		| undefined;
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
			lostHeads: t.field({
				type: [lostHeadRef],
				description:
					"Signed heads that the chain lost and whose loss nobody acknowledged. With one of them, ok is false.",
				resolve: ({ lostHeads }) => [...lostHeads],
			}),
			unsigned: t.field({
				type: unsignedRef,
				nullable: true,
				description:
					"The records that the newest signed head does not cover, if there are any and the chain is intact.",
				resolve: ({ unsigned }) => unsigned ?? null,
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

builder.queryField("lostAuditHeads", (t) =>
	t.field({
		type: [lostHeadRef],
		description:
			"Signed heads that the chain no longer contains and whose loss nobody acknowledged, the oldest first. Reads only what is recorded already; verifyAudit looks for more.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(context, "audit.read");
			return context.deps.audit.openLostHeads(organisation.id);
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
					lostHeads: await audit.openLostHeads(id),
				};
			}
			const signedHead = await audit.newestSignedHead(id);
			return {
				verification,
				missesSinceHead,
				brokenAt: undefined,
				signedHead,
				lostHeads: [],
				unsigned: await unsignedBehind(
					audit,
					id,
					verification.head,
					signedHead,
				),
			};
		},
	}),
);

builder.mutationField("acknowledgeLostAuditHead", (t) =>
	t.field({
		type: recordRef,
		description:
			"Records that the owner knows why the chain lost a signed head, for example because a backup was restored. From then on, verification no longer fails because of it.",
		args: {
			head: t.arg({ type: headInputRef, required: true }),
			reason: t.arg.string({
				required: true,
				description: "Why this is in order, for whoever reads the audit.",
			}),
		},
		async resolve(_root, { head, reason }, context) {
			const { organisation, actor, person } = await requireAllowed(
				context,
				"audit.acknowledge",
			);
			if (person.role !== "owner")
				throw new AppError("NOT_ALLOWED", {
					person: actor.email,
					action: "acknowledge a loss of audit records",
					hint: "Ask the owner of the organisation.",
				});
			return context.deps.audit.acknowledgeLostHead({
				organisationId: organisation.id,
				head: checkedHead(head),
				who: { kind: "person", ...actor },
				reason: checkedReason(reason),
			});
		},
	}),
);

/** Records behind the newest signed head, until the end that was verified. */
async function unsignedBehind(
	audit: Audit,
	id: OrganisationId,
	{ seq: end }: ChainHead,
	signedHead: SignedHead | undefined,
): Promise<VerificationView["unsigned"]> {
	const signed = signedHead?.seq ?? 0;
	if (signed >= end) return undefined;
	const first = await audit.findNumberedRecord(id, signed + 1);
	return first && { records: end - signed, since: first.at };
}

async function verify(
	{ deps }: ApiContext,
	id: OrganisationId,
	noted: ChainHead | undefined,
): Promise<Pick<VerificationView, "verification" | "missesSinceHead">> {
	const verification = await deps.verifyChain(id);
	// Signing finds what is lost since it was signed last.
	if (verification.ok && deps.audit.headKey !== undefined)
		await deps.audit.signHeads({ organisationId: id });
	const [lost] = await deps.audit.openLostHeads(id);
	if (verification.ok && lost) {
		const { records } = verification;
		const reason = `the chain no longer contains the head of record ${lost.seq} that was signed at ${lost.at}; the owner can acknowledge it with: qd audit acknowledge ${lost.seq}:${lost.hash} --reason TEXT`;
		return {
			verification: { ok: false, records, reason },
			missesSinceHead: false,
		};
	}
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

/** @throws AppError INPUT_INVALID. */
function checkedReason(reason: string): string {
	const text = reason.trim();
	if (text !== "" && text.length <= 1000) return text;
	throw new AppError("INPUT_INVALID", {
		field: "reason",
		reason: "expected 1 to 1000 characters",
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
