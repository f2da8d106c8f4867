import type { Metrics } from "@quarterdeck/runtime";
import type { CommandMeter } from "./dispatch-command.ts";

/** The flow's counters as `quarterdeck_command…` metrics. One per process. */
export function createCommandMeter(metrics: Metrics): CommandMeter {
	const commands = metrics.counter(
		"commands_total",
		"Commands that ended, by how.",
		["state"],
	);
	const runs = metrics.counter(
		"command_runs_total",
		"Commands in one cluster that ended, by how.",
		["state"],
	);
	const seconds = metrics.histogram(
		"command_run_seconds",
		"How long a command took in one cluster.",
		["state"],
	);
	const bytes = metrics.counter(
		"command_output_bytes_total",
		"Bytes that commands wrote.",
	);
	return {
		commandEnded: (state) => commands.inc({ state }),
		runEnded({ state, durationMs, outputBytes }) {
			runs.inc({ state });
			seconds.observe({ state }, durationMs / 1000);
			bytes.inc(outputBytes);
		},
	};
}
