import {
	AppError,
	isId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
	type SilenceId,
} from "@quarterdeck/contract";
import type { Clock, NewId, Transact } from "@quarterdeck/runtime";
import type { Audit } from "../audit/index.ts";
import {
	type Catalog,
	findChannelByKey,
	readableChannels,
} from "../catalog/index.ts";
import type { Accounts } from "../people/index.ts";
import {
	type Caller,
	checkMay,
	type Permissions,
} from "../permissions/index.ts";
import { addresseeKey } from "./addressee.ts";
import { placeCursor, readPlace } from "./list-place.ts";
import {
	type Silence,
	type SilenceMatcher,
	silenceMatcherSchema,
} from "./silence.ts";
import type { SilenceStore } from "./silence-store.ts";

export interface SilencesDeps {
	readonly silenceStore: SilenceStore;
	readonly accounts: Pick<Accounts, "lockActor">;
	readonly permissions: Permissions;
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly audit: Pick<Audit, "recordEvent">;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly newId: NewId;
}

const maxDays = 30;
const maxActive = 200;
const maxReason = 500;

export interface WantedSilence {
	readonly matcher: SilenceMatcher;
	readonly reason: string;
	readonly endsAt: Date;
}

/**
 * Silences what matches until an instant at most 30 days ahead. Channels whose members the person is not among are told all the same.
 * @throws AppError NOT_ALLOWED, INPUT_INVALID, SILENCES_TOO_MANY.
 */
export async function createSilence(
	deps: SilencesDeps,
	caller: Caller,
	wanted: WantedSilence,
): Promise<Silence> {
	await checkMay(deps, caller, "silence.manage");
	const { organisationId, actor } = caller;
	const createdAt = deps.clock.now();
	const silence: Silence = {
		id: deps.newId("silence"),
		matcher: readMatcher(wanted.matcher),
		memberChannels: await memberChannelsOf(deps, caller),
		reason: readReason(wanted.reason),
		createdBy: actor.email,
		createdAt,
		endsAt: readEnd(wanted.endsAt, createdAt),
		endedBy: undefined,
	};
	return deps.transact(async (tx) => {
		await deps.accounts.lockActor(tx, organisationId, actor);
		const active = await deps.silenceStore.countActive(
			tx,
			organisationId,
			createdAt,
		);
		if (active >= maxActive)
			throw new AppError("SILENCES_TOO_MANY", { limit: maxActive });
		deps.silenceStore.insert(tx, organisationId, silence);
		await record(deps, tx, caller, "silence.created", silence);
		return silence;
	});
}

/** Ends a silence now. @throws AppError NOT_ALLOWED, SILENCE_NOT_FOUND also for one that has ended. */
export async function endSilence(
	deps: SilencesDeps,
	caller: Caller,
	id: string,
): Promise<Silence> {
	await checkMay(deps, caller, "silence.manage");
	const { organisationId, actor } = caller;
	const unknown = new AppError("SILENCE_NOT_FOUND", {
		silence: id.slice(0, 64),
	});
	if (!isId("silence", id)) throw unknown;
	return deps.transact(async (tx) => {
		await deps.accounts.lockActor(tx, organisationId, actor);
		const ended = await deps.silenceStore.end(tx, organisationId, id, {
			email: actor.email,
			at: deps.clock.now(),
		});
		if (!ended) throw unknown;
		await record(deps, tx, caller, "silence.ended", ended);
		return ended;
	});
}

/** Silences, those that end last first; ended ones are kept for a while. @throws AppError NOT_ALLOWED, INPUT_INVALID for the cursor. */
export async function listSilences(
	deps: SilencesDeps,
	caller: Caller,
	page: PageRequest,
): Promise<Page<Silence>> {
	await checkMay(deps, caller, "notice.read");
	const rows = await deps.silenceStore.list(caller.organisationId, {
		limit: rowsToRead(page),
		behind:
			page.after === undefined ? undefined : readPlace("silence", page.after),
	});
	return pageOf(rows, page, silenceCursor);
}

/** The cursor that stands for a silence's place. */
export function silenceCursor({ endsAt, id }: Silence): string {
	return placeCursor<SilenceId>({ at: endsAt, id });
}

async function memberChannelsOf(
	deps: SilencesDeps,
	caller: Caller,
): Promise<readonly string[]> {
	const { configuration } = await deps.catalog.currentConfiguration(
		caller.organisationId,
	);
	const readable = await readableChannels(deps, caller, configuration);
	return readable
		.filter((key) => findChannelByKey(configuration, key)?.members)
		.map(({ platform, channel }) =>
			addresseeKey({ door: platform, address: channel }),
		);
}

function readMatcher(matcher: SilenceMatcher): SilenceMatcher {
	const { data, error } = silenceMatcherSchema.safeParse(matcher);
	if (!data)
		throw new AppError("INPUT_INVALID", {
			field: `matcher.${error.issues[0]?.path.join(".") ?? ""}`,
			reason: error.issues[0]?.message ?? "it cannot be read",
		});
	if (Object.values(data).every((field) => field === undefined))
		throw new AppError("INPUT_INVALID", {
			field: "matcher",
			reason: "say at least one field; to silence everything, say cluster *",
		});
	return data;
}

function readReason(reason: string): string {
	const text = reason.trim();
	if (text !== "" && text.length <= maxReason) return text;
	throw new AppError("INPUT_INVALID", {
		field: "reason",
		reason: `say why, in at most ${maxReason} characters`,
	});
}

function readEnd(endsAt: Date, from: Date): Date {
	const aheadMs = endsAt.getTime() - from.getTime();
	if (aheadMs > 0 && aheadMs <= maxDays * 86_400_000) return endsAt;
	throw new AppError("INPUT_INVALID", {
		field: "endsAt",
		reason: `a silence ends in the next ${maxDays} days`,
	});
}

async function record(
	{ audit }: Pick<SilencesDeps, "audit">,
	tx: Parameters<Audit["recordEvent"]>[0],
	{ organisationId, actor }: Caller,
	code: "silence.created" | "silence.ended",
	silence: Silence,
): Promise<void> {
	await audit.recordEvent(tx, {
		organisationId,
		code,
		who: { kind: "person", personId: actor.personId, email: actor.email },
		outcome: "succeeded",
		subjectId: silence.id,
		facts: {
			...Object.fromEntries(
				Object.entries(silence.matcher).filter(
					([, value]) => value !== undefined,
				),
			),
			reason: silence.reason,
			endsAt: silence.endsAt.toISOString(),
		},
	});
}
