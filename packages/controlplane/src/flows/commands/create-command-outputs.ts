import type { PartHealth } from "@quarterdeck/runtime";
import { createFakeCommandOutputs } from "./command-outputs.fake.ts";
import type { CommandOutputs } from "./command-outputs.ts";

/** Outputs in memory, until the folder for them is there. */
export async function createCommandOutputs(
	_settings: object,
): Promise<CommandOutputs & { stop(): Promise<void>; check(): PartHealth }> {
	return {
		...createFakeCommandOutputs(),
		async stop() {},
		check: () => ({ ok: true, note: "kept in memory only" }),
	};
}
