import type { CommandId, OrganisationId } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import type { Clock, NewId, Transaction } from "@quarterdeck/runtime";
import { aliasesOf } from "../../rooms/catalog/index.ts";
import type { Cluster } from "../../rooms/fleet/index.ts";
import type {
	ActionRun,
	ActionRunState,
	ArrivedNotice,
	Notices,
} from "../../rooms/notices/index.ts";
import type { ActionSettings } from "./action-settings.ts";
import type { ActionsMeter } from "./actions-meter.ts";
import { renderCommand } from "./render-command.ts";

export interface PlanActionsDeps {
	readonly notices: Pick<Notices, "actionRuns">;
	readonly settings: ActionSettings;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly meter: ActionsMeter;
}

/** Notices of one cluster that are kept for the first time. */
export interface NewNotices {
	readonly configuration: Configuration;
	readonly cluster: Pick<Cluster, "id" | "name">;
	readonly kept: readonly ArrivedNotice[];
	/** The console channel that hears of a group first; undefined when none does. */
	readonly channelOf: (group: string) => string | undefined;
}

interface Wanted {
	readonly name: string;
	readonly action: Configuration["actions"][string];
	readonly one: ArrivedNotice;
}

/**
 * Decides for each action that is bound to the notices' groups what it does about each happening, once, and writes it down in the
 * transaction that keeps them. @returns whether something is to be run.
 */
export async function planActionRuns(
	deps: PlanActionsDeps,
	tx: Transaction,
	organisationId: OrganisationId,
	given: NewNotices,
): Promise<boolean> {
	const wanted = wantedRuns(given);
	if (wanted.length === 0) return false;
	const { settings, notices } = deps;
	const at = deps.clock.now();
	const names = new Set(wanted.map(({ name }) => name));
	const longestSeconds = Math.max(60, settings.objectSeconds);
	const recent = await notices.actionRuns.lockRecent(
		tx,
		organisationId,
		new Date(at.getTime() - longestSeconds * 1000),
		[...names],
		Math.ceil((settings.perMinute * longestSeconds) / 60 + settings.perMinute),
	);
	const done = [...recent];
	const runs = wanted.map((one) => {
		const run = decide(deps, given, one, { done, at });
		if (run.state === "due") done.push(run);
		return run;
	});
	const added = await notices.actionRuns.add(tx, organisationId, runs);
	const keys = new Set(
		added.map(({ action, noticeId }) => `${action} ${noticeId}`),
	);
	const fresh = runs.filter(({ action, noticeId }) =>
		keys.has(`${action} ${noticeId}`),
	);
	for (const { state } of fresh) deps.meter.decided(state);
	return fresh.some(({ state }) => state === "due");
}

/** Each action and happening once, though several groups tell of it. */
function wantedRuns({ configuration, kept }: NewNotices): readonly Wanted[] {
	const enabled = Object.entries(configuration.actions).filter(
		([, { enabled }]) => enabled,
	);
	const wanted = new Map<string, Wanted>();
	for (const one of kept) {
		if (one.isUnaddressed) continue;
		for (const [name, action] of enabled) {
			const key = `${name} ${one.notice.id}`;
			if (
				action.bindings.sources.includes(one.notice.group) &&
				!wanted.has(key)
			)
				wanted.set(key, { name, action, one });
		}
	}
	return [...wanted.values()];
}

type Recent = Pick<ActionRun, "action" | "object" | "at">;

function decide(
	deps: PlanActionsDeps,
	given: NewNotices,
	{ name, action, one }: Wanted,
	known: { readonly done: readonly Recent[]; readonly at: Date },
): ActionRun {
	const { notice, happenedAt } = one;
	const object = objectOf(one);
	const common = {
		action: name,
		displayName: action.displayName ?? name,
		clusterId: given.cluster.id,
		clusterName: given.cluster.name,
		noticeId: notice.id,
		channel: given.channelOf(notice.group) ?? "",
		object,
		commandId: deps.newId("command") as CommandId,
		happenedAt,
		at: known.at,
	};
	const not = (state: ActionRunState, reason: string, command = "") => ({
		...common,
		state,
		reason,
		command,
	});
	const late = whyLate(deps.settings, happenedAt, known.at);
	if (late !== undefined) return not("late", late);
	if (notice.raw === undefined && notice.shortened)
		return not("failed", "the event was too large to be sent whole");
	const rendered = renderCommand(
		action.command,
		notice.raw,
		aliasesOf(given.configuration).map(({ alias, command }) => ({
			name: alias,
			command,
		})),
	);
	if (rendered.kind === "failed") return not("failed", rendered.reason);
	const held = whyHeld(deps.settings, { action: name, object }, known);
	if (held !== undefined) return not("held", held, rendered.text);
	return { ...common, state: "due", reason: undefined, command: rendered.text };
}

/** Why an action does not act on what happened then; undefined when it does. */
export function whyLate(
	{ maxAgeSeconds }: ActionSettings,
	happenedAt: Date,
	at: Date,
): string | undefined {
	const seconds = Math.round((at.getTime() - happenedAt.getTime()) / 1000);
	return seconds > maxAgeSeconds
		? `the event is ${seconds} s old, more than ${maxAgeSeconds} s`
		: undefined;
}

function whyHeld(
	{ objectSeconds, perMinute }: ActionSettings,
	wanted: Pick<ActionRun, "action" | "object">,
	{ done, at }: { readonly done: readonly Recent[]; readonly at: Date },
): string | undefined {
	const since = (seconds: number) =>
		done.filter(
			(one) =>
				one.action === wanted.action &&
				one.at.getTime() > at.getTime() - seconds * 1000,
		);
	if (since(objectSeconds).some(({ object }) => object === wanted.object))
		return `it ran for the same object less than ${objectSeconds} s before`;
	return since(60).length >= perMinute
		? `it ran ${perMinute} times within a minute`
		: undefined;
}

function objectOf({
	clusterName,
	notice: { object, topic },
}: ArrivedNotice): string {
	if (!object) return `${clusterName}: ${topic}`;
	const { kind, namespace, name } = object;
	return `${clusterName}: ${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
