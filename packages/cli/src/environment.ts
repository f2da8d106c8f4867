/** The variables this process was started with. An empty value counts as unset. */
export type Environment = Readonly<Record<string, string>>;

/** The only place of the client that reads the process environment. */
export function readEnvironment(): Environment {
	const set = Object.entries(process.env).filter(
		(entry): entry is [string, string] =>
			entry[1] !== undefined && entry[1] !== "",
	);
	return Object.freeze(Object.fromEntries(set));
}
