/** What tells the records of one act from others. */
interface Recorded {
	readonly seq: number;
	readonly code: string;
	readonly subject: string | null;
	readonly outcome: string;
}

/** What closes a command under a code of its own; the record that opened it is a `command.run`. */
const closesCommand: readonly string[] = [
	"command.denied",
	"command.not-understood",
	"command.lost",
];

/**
 * Records, in the order of time or against it, without those that opened an act whose end is among them: to a reader both are one thing. What goes on, and
 * what ended before a record was asked for, keeps its opening record.
 */
export function oneRowPerAct<T extends Recorded>(
	rows: readonly T[],
): readonly T[] {
	const [first, last] = [rows.at(0)?.seq ?? 0, rows.at(-1)?.seq ?? 0];
	if (first < last) return oneRowPerAct(rows.toReversed()).toReversed();
	const ended = new Set<string>();
	return rows.filter(({ code, subject, outcome }) => {
		if (subject === null) return true;
		const opens = closesCommand.includes(code) ? "command.run" : code;
		const act = `${opens} ${subject}`;
		if (outcome === "opened") return !ended.delete(act);
		ended.add(act);
		return true;
	});
}
