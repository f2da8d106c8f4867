import { agentConfigurationSchema } from "../index.ts";
import { agentConfigurationFor } from "./agent-configuration-for.ts";
import type { Configuration, ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument } from "./document.ts";

/** What an agent is sent must fit into one message of the bus, whatever anchors made of a small file. */
const maxAgentBytes = 900_000;

/** A configuration that no agent could take must not be applied: what they are sent is checked as they check it. */
export function checkAgents(
	document: ConfigurationDocument,
	configuration: Configuration,
): ConfigurationProblem[] {
	const sent = agentConfigurationFor(1, configuration, "a".repeat(63));
	const bytes = Buffer.byteLength(JSON.stringify(sent));
	if (bytes > maxAgentBytes)
		return [
			document.problem(
				["executors"],
				`what agents are sent has ${bytes} bytes, and may have ${maxAgentBytes}`,
			),
		];
	const read = agentConfigurationSchema.safeParse(sent);
	if (read.success) return [];
	return read.error.issues.map((issue) =>
		document.problem(
			["executors"],
			`agents would not take it: ${issue.path.join(".")}: ${issue.message}`,
		),
	);
}
