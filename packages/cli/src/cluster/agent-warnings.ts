import { ago } from "../output/ago.ts";
import type { Cluster } from "./cluster.ts";

/** Credentials and what is shown of an agent go by its clock; one that is set by NTP is off by milliseconds. */
const clockToleranceSeconds = 60;

/** What is wrong with an agent that answers all the same, and what to do. */
export interface AgentWarning {
	/** Whether it is a fault; else its operator chose it. */
	readonly isFault: boolean;
	readonly words: string;
}

/** Two processes with one credential, a wrong clock, a bus that proves nothing: each in a sentence, the most urgent first. */
export function agentWarnings(
	cluster: Pick<
		Cluster,
		"busInsecure" | "clockAheadSeconds" | "duplicateSince" | "name"
	>,
	now: Date,
): readonly AgentWarning[] {
	const { busInsecure, clockAheadSeconds, duplicateSince, name } = cluster;
	const warnings: AgentWarning[] = [];
	if (duplicateSince !== null)
		warnings.push({
			isFault: true,
			words: `two processes use this agent's credential at the same time, since ${ago(duplicateSince, now)} ago. If you did not start two, the credential was copied: revoke it with qd cluster revoke ${name}, then join again with qd cluster add ${name} --again`,
		});
	if (
		clockAheadSeconds !== null &&
		Math.abs(clockAheadSeconds) > clockToleranceSeconds
	)
		warnings.push({
			isFault: true,
			words: `its agent's clock is ${Math.abs(clockAheadSeconds)} s ${clockAheadSeconds < 0 ? "behind" : "ahead of"} the control plane's; set it, for example with NTP`,
		});
	if (busInsecure === true)
		warnings.push({
			isFault: false,
			words:
				"its agent was told to trust any server at the bus's address, so whoever takes that address can read its commands and answers; use a tls:// or wss:// address, and start it without --bus-insecure",
		});
	return warnings;
}
