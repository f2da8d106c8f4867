import { AppError } from "@quarterdeck/contract";
import type { ReportError } from "@quarterdeck/runtime";
import type { Context } from "hono";
import type { AuditFilter, ChainEntry } from "../../rooms/audit/index.ts";
import { type ApiContext, requireAllowed } from "./api-context.ts";
import {
	type AuditExportFormat,
	type AuditExportFormatName,
	auditExportFormats,
} from "./audit-export-formats.ts";
import { readAuditFilter } from "./read-audit-filter.ts";
import { whileSignedIn } from "./while-signed-in.ts";

const parameters = [
	"format",
	"organisation",
	"person",
	"cluster",
	"code",
	"outcome",
	"command",
	"since",
	"until",
	"text",
];

/**
 * `GET /audit/export`: the records that match, from the first on, as a file. They are read as fast as they are taken and not faster;
 * who leaves, or is signed out, ends the reading. A file that was cut off ends without the end of the transfer, so that nobody takes it
 * for whole. HEAD tells what would come and notes nothing.
 *
 * @throws AppError NOT_SIGNED_IN, NOT_ALLOWED, INPUT_INVALID, SUBSCRIPTIONS_TOO_MANY.
 */
export async function answerAuditExport(
	c: Context,
	context: ApiContext,
): Promise<Response> {
	const { organisation, actor } = await requireAllowed(context, "audit.read");
	const query = readQuery(c);
	const name = formatOf(query);
	const format = auditExportFormats[name];
	const filter = filterOf(query);
	const day = context.deps.clock.now().toISOString().slice(0, 10);
	const headers = {
		"content-type": format.contentType,
		"content-disposition": `attachment; filename="audit-${organisation.id}-${day}.${name}"`,
		"x-content-type-options": "nosniff",
		"cache-control": "private, no-store",
	};
	if (c.req.method === "HEAD") return new Response(null, { headers });
	const leaving = new AbortController();
	const batches = await context.deps.audit.exportRecords({
		organisationId: organisation.id,
		who: { kind: "person", personId: actor.personId, email: actor.email },
		filter,
		format: name,
		signal: leaving.signal,
	});
	const body = streamOf({
		batches: whileSignedIn(context, batches),
		format,
		leaving,
		reportError: context.deps.reportError,
	});
	return new Response(body, { headers });
}

/** One batch at a time, when the client has taken the one before. */
function streamOf(deps: {
	readonly batches: AsyncIterableIterator<readonly ChainEntry[]>;
	readonly format: AuditExportFormat;
	readonly leaving: AbortController;
	readonly reportError: ReportError;
}): ReadableStream<Uint8Array> {
	const { batches, format, leaving } = deps;
	const encoder = new TextEncoder();
	let head = format.head;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const { done, value } = await batches.next().catch((thrown) => {
					throw deps.reportError(thrown);
				});
				const text = head + (done ? "" : value.map(format.line).join(""));
				head = "";
				if (text !== "") controller.enqueue(encoder.encode(text));
				if (done) controller.close();
			},
			async cancel() {
				leaving.abort();
				await batches.return?.();
			},
		},
		{ highWaterMark: 0 },
	);
}

/** A parameter that is misspelt must not hand out everything. */
function readQuery(c: Context): Readonly<Record<string, string>> {
	const query = c.req.query();
	for (const name of Object.keys(query))
		if (!parameters.includes(name))
			throw new AppError("INPUT_INVALID", {
				field: name.slice(0, 64),
				reason: `expected one of ${parameters.join(", ")}`,
			});
	return query;
}

function formatOf({
	format = "jsonl",
}: Readonly<Record<string, string>>): AuditExportFormatName {
	if (format === "jsonl" || format === "csv") return format;
	throw new AppError("INPUT_INVALID", {
		field: "format",
		reason: "expected jsonl or csv",
	});
}

function filterOf(query: Readonly<Record<string, string>>): AuditFilter {
	// An empty field of a form asks for nothing.
	const given = (name: string) => query[name] || undefined;
	return readAuditFilter({
		person: given("person"),
		cluster: given("cluster"),
		code: given("code"),
		outcome: given("outcome"),
		command: given("command"),
		since: instantOf("since", given("since")),
		until: instantOf("until", given("until")),
		text: given("text"),
	});
}

function instantOf(field: string, text: string | undefined): Date | undefined {
	if (text === undefined) return undefined;
	const at = new Date(text);
	if (!Number.isNaN(at.getTime())) return at;
	throw new AppError("INPUT_INVALID", {
		field,
		reason: "expected an instant such as 2026-01-02T03:04:05Z",
	});
}
