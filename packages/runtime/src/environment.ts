/** The variables a process was started with. An empty value counts as unset, as in the twelve-factor habit. */
export type Environment = Readonly<Record<string, string>>;

/** The only place that reads the process environment; everyone else is handed the pieces they need. */
export function readEnvironment(): Environment {
	const set = Object.entries(process.env).filter(
		(entry): entry is [string, string] =>
			entry[1] !== undefined && entry[1] !== "",
	);
	return Object.freeze(Object.fromEntries(set));
}
