import type { SecretHider } from "../rooms/configuration/index.ts";
import type { RunOutputs } from "./run-output.ts";

/** The outputs of a run whose plugin was given secrets: what repeats them is hidden before it is counted, sent or digested. */
export function hiddenOutputs(
	outputs: RunOutputs,
	hider: SecretHider,
): RunOutputs {
	const streams = { stdout: hider.stream(), stderr: hider.stream() };
	return {
		push: (kind, bytes) => outputs.push(kind, streams[kind].push(bytes)),
		async end() {
			for (const kind of ["stdout", "stderr"] as const)
				await outputs.push(kind, streams[kind].end());
			await outputs.end();
		},
		totals: outputs.totals,
	};
}
