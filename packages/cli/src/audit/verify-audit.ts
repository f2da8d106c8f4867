import { verifyAuditDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../output/json-text.ts";
import { safeText } from "../output/safe-text.ts";
import { type NotedHead, readNotedHead } from "./noted-head.ts";
import { showBroken, showIntact } from "./show-verification.ts";
import { type UnsignedRecords, verifyExport } from "./verify-export.ts";

/** What a person may ask of a verification. */
export interface VerifyOptions {
	readonly sinceHead?: string;
	/** An export to verify instead of the control plane's chain. */
	readonly file?: string;
	/** The public key that must have signed the newest head, of an export every head. */
	readonly key?: string;
	readonly output: "text" | "json";
}

interface Verification {
	readonly ok: boolean;
	readonly records: number;
	readonly reason: string | null;
	readonly head: (NotedHead & { readonly at: string | null }) | null;
	readonly signedHead:
		| (NotedHead & {
				readonly at: string;
				readonly publicKey: string;
				readonly signature: string;
				readonly isOwnKey: boolean;
		  })
		| null;
	readonly unsigned: UnsignedRecords | null;
	readonly brokenAt: {
		readonly seq: number;
		readonly at: string;
		readonly code: string;
	} | null;
}

/** Verifies the chain of the control plane, or that of an exported file, and prints its head. @returns the exit code. */
export async function verifyAudit(
	options: VerifyOptions,
	context: CommandContext,
): Promise<number> {
	const noted =
		options.sinceHead === undefined
			? undefined
			: readNotedHead(options.sinceHead);
	if (options.file !== undefined)
		return await verifyFile(options.file, { ...options, noted }, context);
	const { verifyAudit } = await context
		.api()
		.ask<{ verifyAudit: Verification }>(verifyAuditDocument, {
			sinceHead: noted ? { seq: noted.seq, hash: noted.hash } : null,
		});
	const result = demandKey(verifyAudit, options.key);
	const { terminal } = context;
	if (options.output === "json") terminal.out(jsonText(result));
	else if (result.ok)
		terminal.out(
			showIntact({
				...result,
				keyIs: keyIs(result.signedHead),
				noted,
				now: context.now(),
			}),
		);
	else {
		const { brokenAt, reason } = result;
		const where = brokenAt
			? `record ${brokenAt.seq} (${brokenAt.code}, ${brokenAt.at})`
			: undefined;
		terminal.say(
			safeText(showBroken(where, reason ?? "reason unknown")) +
				"Keep the database unchanged and find out who wrote to it.\n",
		);
	}
	return result.ok ? exitCodes.done : exitCodes.failed;
}

/** Verified only when the given key signed the newest head. */
function demandKey(
	result: Verification,
	key: string | undefined,
): Verification {
	const { signedHead } = result;
	if (!result.ok || key === undefined || signedHead?.publicKey === key)
		return result;
	const reason = signedHead
		? `head ${signedHead.seq} was signed with another key`
		: "no head of it is signed, so nothing proves that the holder of the given key knew it";
	return { ...result, ok: false, reason };
}

function keyIs(head: Verification["signedHead"]): string {
	return head?.isOwnKey
		? "this installation's key"
		: "NOT this installation's key";
}

async function verifyFile(
	file: string,
	options: VerifyOptions & { readonly noted: NotedHead | undefined },
	context: CommandContext,
): Promise<number> {
	const { terminal } = context;
	const { key, noted } = options;
	const result = await verifyExport(file, {
		...(key === undefined ? {} : { key }),
		noted,
	});
	if (options.output === "json") terminal.out(jsonText(result));
	else if (result.ok)
		terminal.out(
			showIntact({
				...result,
				keyIs:
					key === undefined
						? "compare the key with qd audit verify"
						: "the given key",
				noted,
				now: context.now(),
			}),
		);
	else terminal.say(safeText(showBroken(undefined, result.reason)));
	return result.ok ? exitCodes.done : exitCodes.failed;
}
