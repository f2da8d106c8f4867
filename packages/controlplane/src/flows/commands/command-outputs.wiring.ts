import type { OrganisationId } from "@quarterdeck/contract";
import type { Clock, Log, PartHealth } from "@quarterdeck/runtime";
import {
	type ObjectStore,
	type ObjectWriter,
	openFolderObjectStore,
} from "../../plumbing/objects/index.ts";
import type { CommandOutputs, OutputWriter } from "./command-outputs.ts";

/** Outputs that are kept in a store which must be looked after. */
export interface KeptOutputs extends CommandOutputs {
	check(): Promise<PartHealth>;
	stop(): Promise<void>;
}

const sweepEveryMs = 3_600_000;

/** Whole outputs in the folder of the settings; removed after `keepSeconds`. */
export async function createCommandOutputs(deps: {
	readonly objectsDir: string;
	readonly keepSeconds: number;
	readonly clock: Clock;
	readonly log: Log;
}): Promise<KeptOutputs> {
	const { clock, log, objectsDir, keepSeconds } = deps;
	const objects = await openFolderObjectStore({ directory: objectsDir });
	let sweeping: Promise<unknown> = Promise.resolve();
	const timer = clock.every(sweepEveryMs, () => {
		const before = new Date(clock.now().getTime() - keepSeconds * 1000);
		sweeping = objects
			.sweep(before)
			.catch((error) => log.warn("old outputs were not removed", { error }));
	});
	return {
		create: async (organisationId, runId) =>
			writeWhenNeeded(objects, organisationId, keyOf(runId)),
		open: (organisationId, runId, range) =>
			objects.open(organisationId, keyOf(runId), range),
		check: () => check(objects, objectsDir),
		async stop() {
			timer.cancel();
			await sweeping;
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
