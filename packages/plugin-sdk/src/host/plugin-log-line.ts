import { type LogLevel, logLevels } from "../hclog.ts";

/** One line a plugin wrote. */
export interface PluginLogLine {
	readonly stream: "stdout" | "stderr";
	readonly level: LogLevel;
	readonly message: string;
	/** What the plugin said beside the message; unverified. */
	readonly fields: Readonly<Record<string, unknown>>;
}

/** Longest line kept; the rest of a longer one is cut. */
export const maxLogLineBytes = 16 * 1024;

/**
 * Reads a line of stderr: hclog's JSON by its level, anything else as an error. Lines of stdout are for the curious
 * only (docs/architecture/botkube-compatibility.md#plugin-logs).
 */
export function parseLogLine(
	stream: PluginLogLine["stream"],
	line: string,
): PluginLogLine {
	if (stream === "stdout")
		return { stream, level: "debug", message: line, fields: {} };
	return (
		parseHclog(line) ?? { stream, level: "error", message: line, fields: {} }
	);
}

function parseHclog(line: string): PluginLogLine | undefined {
	if (!line.startsWith("{")) return undefined;
	try {
		const {
			"@level": level,
			"@message": message,
			"@timestamp": _timestamp,
			...fields
		} = JSON.parse(line) as Record<string, unknown>;
		if (typeof message !== "string") return undefined;
		return { stream: "stderr", level: levelOf(level), message, fields };
	} catch {
		return undefined;
	}
}

function levelOf(level: unknown): LogLevel {
	return logLevels.find((known) => known === level) ?? "info";
}
