export const logLevels = ["trace", "debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

type WriteLine = (message: string, fields?: Record<string, unknown>) => void;
/** A plugin's log. The host stamps the time and adds which plugin it was. */
export type PluginLog = Readonly<Record<LogLevel, WriteLine>>;

/** A log that writes hclog's JSON lines, which go-plugin hosts take apart by level. `write` gets whole lines. */
export function createHclog(options: {
	readonly module: string;
	readonly write: (line: string) => void;
}): PluginLog {
	const at =
		(level: LogLevel): WriteLine =>
		(message, fields = {}) =>
			options.write(`${hclogLine(level, options.module, message, fields)}\n`);
	return {
		trace: at("trace"),
		debug: at("debug"),
		info: at("info"),
		warn: at("warn"),
		error: at("error"),
	};
}

function hclogLine(
	level: LogLevel,
	module: string,
	message: string,
	fields: Record<string, unknown>,
): string {
	const own = { "@level": level, "@message": message, "@module": module };
	try {
		return JSON.stringify({ ...fields, ...own });
	} catch {
		// A field that holds itself must not cost the line.
		return JSON.stringify(own);
	}
}
