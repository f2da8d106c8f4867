/** What of a record tells which act it belongs to. */
interface ActRecord {
	readonly code: string;
	readonly outcome: string | null;
	readonly subject: string | null;
}

/** What closes a command under a code of its own; the record that opened it is a `command.run`. */
const closesCommand: readonly string[] = [
	"command.denied",
	"command.not-understood",
	"command.lost",
];

/**
 * Takes records newest first and says whether each gets a row: the one that opened an act does not, where the one that closed it was
 * there before.
 */
export function createActFilter(): (record: ActRecord) => boolean {
	const closed = new Set<string>();
	return ({ code, outcome, subject }) => {
		if (subject === null) return true;
		const opens = closesCommand.includes(code) ? "command.run" : code;
		const act = `${opens} ${subject}`;
		if (outcome === "opened") return !closed.delete(act);
		closed.add(act);
		return true;
	};
}
