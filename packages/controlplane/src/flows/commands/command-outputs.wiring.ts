import type { OrganisationId, RunId, RunOutput } from "@quarterdeck/contract";
import type { Clock, Job, PartHealth } from "@quarterdeck/runtime";
import {
	type ObjectStore,
	openFolderObjectStore,
} from "../../plumbing/objects/index.ts";
import type { CommandOutputs } from "./run/command-outputs.ts";
import { createGrowingOutputs, outputKeys } from "./run/growing-outputs.ts";
import { withMarks } from "./run/stream-marks.ts";

/** Outputs that are kept in a store which must be looked after. */
export interface KeptOutputs extends CommandOutputs {
	check(): Promise<PartHealth>;
	/** Removes outputs that were kept long enough. */
	readonly sweep: Job;
}

/** Whole outputs in the folder of the settings; `sweep` removes those older than `keepSeconds`. */
export async function createCommandOutputs(deps: {
	readonly objectsDir: string;
	readonly keepSeconds: number;
	readonly clock: Clock;
}): Promise<KeptOutputs> {
	const { clock, objectsDir, keepSeconds } = deps;
	const objects = await openFolderObjectStore({ directory: objectsDir });
	const growing = createGrowingOutputs(objects);
	return {
		create: async (organisationId, runId) =>
			growing.begin(organisationId, runId),
		open: (organisationId, runId, range) =>
			objects.open(organisationId, outputKeys(runId).output, range),
		follow: async (organisationId, runId, signal) =>
			growing.follow(organisationId, runId, signal) ??
			readKept(objects, organisationId, runId),
		check: () => check(objects, objectsDir),
		sweep: {
			name: "sweep-outputs",
			description: "Removes whole outputs that were kept long enough.",
			every: 3600,
			async run() {
				const nowMs = clock.now().getTime();
				await objects.sweep(new Date(nowMs - keepSeconds * 1000));
			},
		},
	};
}

async function readKept(
	objects: ObjectStore,
	organisationId: OrganisationId,
	runId: RunId,
): Promise<AsyncIterable<RunOutput> | undefined> {
	const keys = outputKeys(runId);
	const output = await objects.open(organisationId, keys.output);
	if (!output) return undefined;
	const marks = await objects.open(organisationId, keys.marks);
	return withMarks(marks?.bytes ?? nothing(), output.bytes);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function check(
	objects: ObjectStore,
	objectsDir: string,
): Promise<PartHealth> {
	try {
		await objects.check();
		return { ok: true, note: objectsDir };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return {
			ok: false,
			problem: `Outputs cannot be written to ${objectsDir}: ${reason}`,
		};
	}
}
