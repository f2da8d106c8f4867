import type { OrganisationId } from "@quarterdeck/contract";
import type { Clock, Job, PartHealth } from "@quarterdeck/runtime";
import {
	type ObjectStore,
	type ObjectWriter,
	openFolderObjectStore,
} from "../../plumbing/objects/index.ts";
import type { CommandOutputs, OutputWriter } from "./run/command-outputs.ts";

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
	return {
		create: async (organisationId, runId) =>
			writeWhenNeeded(objects, organisationId, keyOf(runId)),
		open: (organisationId, runId, range) =>
			objects.open(organisationId, keyOf(runId), range),
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

function keyOf(runId: string): string {
	return `outputs/${runId}`;
}

/** The object is begun with the first byte: a command does not wait for a file before it leaves, and an empty output needs none. */
function writeWhenNeeded(
	objects: ObjectStore,
	organisationId: OrganisationId,
	key: string,
): OutputWriter {
	let opening: Promise<ObjectWriter> | undefined;
	const open = () => {
		opening ??= objects.create(organisationId, key);
		return opening;
	};
	return {
		write: async (bytes) => (await open()).write(bytes),
		async seal() {
			await (await open()).seal();
		},
		async discard() {
			await (await opening)?.discard();
		},
	};
}

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
