import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { ReportError } from "@quarterdeck/runtime";
import type { Context } from "hono";
import type { AuditFilter, SignedHead } from "../../rooms/audit/index.ts";
import { type ApiContext, requireAllowed } from "./api-context.ts";
import {
	type AuditExportFormat,
	type AuditExportFormatName,
	auditExportFormats,
} from "./audit-export-formats.ts";
import { entriesForReader, type ShownEntry } from "./entries-for-reader.ts";
import { readAuditFilter } from "./read-audit-filter.ts";
import { readInstant } from "./read-instant.ts";
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
	const signedIn = await requireAllowed(context, "audit.read");
	const { organisation, actor } = signedIn;
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
	const shown = entriesForReader(
		context,
		signedIn,
		whileSignedIn(context, batches),
		filter.text !== undefined,
	);
	// A part of the chain cannot be verified, so it gets no heads.
	const isWhole = Object.values(filter).every((value) => value === undefined);
	const body = streamOf({
		pieces: piecesOf(shown, format, (upToSeq) =>
			isWhole ? headsUpTo(context, organisation.id, upToSeq) : none(),
		),
		leaving,
		reportError: context.deps.reportError,
	});
	return new Response(body, { headers });
}

/** The file's text: what stands before the records, the records, and the heads behind them. */
async function* piecesOf(
	batches: AsyncIterable<readonly ShownEntry[]>,
	format: AuditExportFormat,
	heads: (upToSeq: number) => AsyncIterable<readonly SignedHead[]>,
): AsyncGenerator<string> {
	if (format.head !== "") yield format.head;
	let last = 0;
	for await (const batch of batches) {
		last = batch.at(-1)?.seq ?? last;
		yield batch.map(format.line).join("");
	}
	const { headLine } = format;
	if (headLine === undefined) return;
	for await (const some of heads(last)) yield some.map(headLine).join("");
}

/** The signed heads of what was handed out, its last record among them. */
async function* headsUpTo(
	{ deps: { audit } }: ApiContext,
	organisationId: OrganisationId,
	upToSeq: number,
): AsyncGenerator<readonly SignedHead[]> {
	if (audit.headKey !== undefined) await audit.signHeads({ organisationId });
	yield* audit.signedHeads(organisationId, upToSeq);
}

async function* none(): AsyncGenerator<never> {}

/** One piece at a time, when the client has taken the one before. */
function streamOf(deps: {
	readonly pieces: AsyncGenerator<string>;
	readonly leaving: AbortController;
	readonly reportError: ReportError;
}): ReadableStream<Uint8Array> {
	const { pieces, leaving } = deps;
	const encoder = new TextEncoder();
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const { done, value } = await pieces.next().catch((thrown) => {
					throw deps.reportError(thrown);
				});
				if (done) controller.close();
				else controller.enqueue(encoder.encode(value));
			},
			async cancel() {
				leaving.abort();
				await pieces.return(undefined);
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
	const instant = (name: string) => {
		const text = given(name);
		return text === undefined ? undefined : readInstant(name, text);
	};
	return readAuditFilter({
		person: given("person"),
		cluster: given("cluster"),
		code: given("code"),
		outcome: given("outcome"),
		command: given("command"),
		since: instant("since"),
		until: instant("until"),
		text: given("text"),
	});
}
