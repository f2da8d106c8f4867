import { isId, type OrganisationId } from "@quarterdeck/contract";
import type {
	Audit,
	AuditRecord,
	ChainVerification,
} from "../../../rooms/audit/index.ts";
import { requireAllowed } from "../api-context.ts";
import { readAuditFilter } from "../read-audit-filter.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder, pageRequest } from "./builder.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";

const recordRef = builder.objectRef<AuditRecord>("AuditRecord").implement({
	description:
		"Something that was done. An action that takes time has two records: opened, and its outcome.",
	fields: (t) => ({
		id: t.exposeID("id"),
		seq: t.exposeInt("seq", {
			description: "Its place in the organisation's chain.",
		}),
		at: t.expose("at", { type: "DateTime" }),
		code: t.exposeString("code"),
		outcome: t.exposeString("outcome"),
		person: t.string({
			nullable: true,
			description:
				"The email of the person who did it; absent for agents and processes.",
			resolve: ({ who }) => (who.kind === "person" ? who.email : null),
		}),
		subject: t.string({
			nullable: true,
			description: "What it is about, e.g. a command's id.",
			resolve: ({ subjectId }) => subjectId ?? null,
		}),
		clusters: t.stringList({ resolve: (record) => [...record.clusterNames] }),
		channel: t.exposeString("channel", { nullable: true }),
		facts: t.field({ type: "JSON", resolve: ({ facts }) => facts }),
		durationMs: t.exposeFloat("durationMs", { nullable: true }),
		digest: t.exposeString("digest", { nullable: true }),
		ref: t.exposeString("ref", { nullable: true }),
		hash: t.exposeString("hash"),
	}),
});

const edgeRef = builder
	.objectRef<{ node: AuditRecord; cursor: string }>("AuditRecordEdge")
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: recordRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const connectionRef = builder
	.objectRef<Connection<AuditRecord>>("AuditRecordConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({ type: [edgeRef], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

const filterRef = builder.inputType("AuditFilter", {
	fields: (t) => ({
		person: t.string({ description: "An email." }),
		cluster: t.string({ description: "A cluster's name." }),
		code: t.string({
			description: "Such as command.run or configuration.applied.",
		}),
		outcome: t.string({ description: "Such as denied." }),
		command: t.id({ description: "Only records about this command." }),
		since: t.field({
			type: "DateTime",
			description: "Only records at or after this time.",
		}),
		until: t.field({
			type: "DateTime",
			description: "Only records before this time.",
		}),
		text: t.string({
			description:
				"Words that must all appear in the command or in the facts. Letters a to z match in either case.",
		}),
	}),
});

interface VerificationView {
	readonly verification: ChainVerification;
	readonly brokenAt: AuditRecord | undefined;
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

builder.queryField("auditRecords", (t) =>
	t.field({
		type: connectionRef,
		description:
			"What was done in your organisation, newest first. A page looks through a bounded number of records: where few match it may hold few or none and yet have a next one.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
			filter: t.arg({ type: filterRef }),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(context, "audit.read");
			const page = await context.deps.audit.listRecords(
				organisation.id,
				readAuditFilter(args.filter ?? {}),
				pageRequest(args),
			);
			return connectionOf(page, (record) => String(record.seq));
		},
	}),
);

builder.queryField("auditRecord", (t) =>
	t.field({
		type: recordRef,
		nullable: true,
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const { organisation } = await requireAllowed(context, "audit.read");
			if (!isId("audit", id)) return null;
			return (await context.deps.audit.findRecord(organisation.id, id)) ?? null;
		},
	}),
);

builder.subscriptionField("auditEvents", (t) =>
	t.field({
		type: recordRef,
		description:
			"Records that match, as they are committed from now on. If a subscriber reads too slowly, the subscription ends with AUDIT_LISTENER_BEHIND.",
		args: { filter: t.arg({ type: filterRef }) },
		async subscribe(_root, args, context) {
			const { organisation } = await requireAllowed(context, "audit.read");
			const records = await context.deps.audit.followRecords(
				organisation.id,
				readAuditFilter(args.filter ?? {}),
			);
			return whileSignedIn(context, records);
		},
		resolve: (record) => record,
	}),
);

builder.mutationField("verifyAudit", (t) =>
	t.field({
		type: verificationRef,
		description:
			"Reads the whole chain and verifies that no record was altered, removed or inserted.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(context, "audit.verify");
			const { audit, verifyChain } = context.deps;
			const verification = await verifyChain(organisation.id);
			const { id } = organisation;
			const brokenAt = await findBroken(audit, id, verification);
			return { verification, brokenAt };
		},
	}),
);

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
