import type { CommandRecord } from "../../../rooms/commands/index.ts";
import type { Caller, Permissions } from "../../../rooms/permissions/index.ts";
import { mayReadAny } from "./may-read-command.ts";

/** A command as its caller may see it who has just run or cancelled it: a token that may not read is told no answers. */
export async function withoutAnswers(
	deps: { readonly permissions: Permissions },
	caller: Caller,
	record: CommandRecord,
): Promise<CommandRecord> {
	if (await mayReadAny(deps, caller)) return record;
	const runs = record.runs.map((run) => ({
		...run,
		exitCode: undefined,
		durationMs: undefined,
		outputBytes: 0,
		incomplete: false,
		digest: undefined,
		outputKey: undefined,
		error: undefined,
		gate: undefined,
		hasMessage: false,
	}));
	return { ...record, answer: undefined, runs };
}
