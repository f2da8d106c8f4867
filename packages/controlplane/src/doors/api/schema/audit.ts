import { isId } from "@quarterdeck/contract";
import type { AuditOrder, AuditRecord } from "../../../rooms/audit/index.ts";
import type { SignedIn } from "../../../rooms/sign-in/index.ts";
import { type ApiContext, requireAllowed } from "../api-context.ts";
import { recordsForReader, wordsReader } from "../audit-for-reader.ts";
import { readAuditFilter } from "../read-audit-filter.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder, pageRequest } from "./builder.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";

/** A record, as every surface shows it. */
export const recordRef = builder
	.objectRef<AuditRecord>("AuditRecord")
	.implement({
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
					"The email of the person who did it, or what the automation is called that did; absent for agents and processes.",
				resolve: ({ who }) => {
					if (who.kind === "automation") return who.name;
					return who.kind === "person" ? who.email : null;
				},
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

const orderRef = builder.enumType("AuditOrder", {
	description: "Which records come first.",
	values: {
		NEWEST: { value: "newest" },
		OLDEST: { value: "oldest" },
	} satisfies Record<Uppercase<AuditOrder>, { value: AuditOrder }>,
});

builder.queryField("auditRecords", (t) =>
	t.field({
		type: connectionRef,
		description:
			"What was done in your organisation. A page looks through a bounded number of records: where few match it may hold few or none and yet have a next one.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
			filter: t.arg({ type: filterRef }),
			order: t.arg({ type: orderRef, description: "NEWEST if absent." }),
		},
		async resolve(_root, args, context) {
			const signedIn = await requireAllowed(context, "audit.read");
			const filter = readAuditFilter(args.filter ?? {});
			const isSearch = filter.text !== undefined;
			const reader = isSearch
				? await wordsReader(context, signedIn)
				: undefined;
			const page = await context.deps.audit.listRecords(
				signedIn.organisation.id,
				{ ...filter, reader },
				{ ...pageRequest(args), order: args.order ?? undefined },
			);
			const items = await recordsForReader(
				context,
				signedIn,
				page.items,
				isSearch,
			);
			return connectionOf({ ...page, items }, (record) => String(record.seq));
		},
	}),
);

builder.queryField("auditRecord", (t) =>
	t.field({
		type: recordRef,
		nullable: true,
		description: "The record with this ID, or with this number in the chain.",
		args: { id: t.arg.id(), seq: t.arg.int() },
		async resolve(_root, { id, seq }, context) {
			const signedIn = await requireAllowed(context, "audit.read");
			const { id: organisationId } = signedIn.organisation;
			const { audit } = context.deps;
			const found =
				typeof seq === "number"
					? await audit.findNumberedRecord(organisationId, seq)
					: isId("audit", id)
						? await audit.findRecord(organisationId, id)
						: undefined;
			if (!found) return null;
			const [shown] = await recordsForReader(context, signedIn, [found]);
			return shown ?? null;
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
			const signedIn = await requireAllowed(context, "audit.read");
			const filter = readAuditFilter(args.filter ?? {});
			const records = await context.deps.audit.followRecords(
				signedIn.organisation.id,
				filter,
			);
			return shownOneByOne(
				context,
				signedIn,
				whileSignedIn(context, records),
				filter.text !== undefined,
			);
		},
		resolve: (record) => record,
	}),
);

async function* shownOneByOne(
	context: ApiContext,
	signedIn: SignedIn,
	records: AsyncIterable<AuditRecord>,
	isSearch: boolean,
): AsyncGenerator<AuditRecord> {
	for await (const record of records)
		yield* await recordsForReader(context, signedIn, [record], isSearch);
}
