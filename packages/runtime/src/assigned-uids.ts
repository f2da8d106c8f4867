import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";

/** Uids that follow one another. */
export interface UidRange {
	readonly first: number;
	readonly count: number;
}

/** Where a machine writes down whose uids are whose. */
export interface UidFiles {
	readonly passwd: string;
	/** Ranges that users and container engines may give away. */
	readonly subuid: string;
}

const machineFiles: UidFiles = { passwd: "/etc/passwd", subuid: "/etc/subuid" };

/**
 * Who has one of these uids already, as words for a person: users of the machine, also of a directory, and ranges of subordinate uids.
 * Empty when they are free. The ranges that systemd and distributions take without writing them down are not known here; see
 * docs/architecture/stack-facts.md#uids.
 */
export async function assignedUids(
	range: UidRange,
	files: UidFiles = machineFiles,
): Promise<string[]> {
	const local = linesOf(files.passwd);
	const found = new Set<string>();
	for (const [name, , uid] of [...local, ...(await directoryEntries(range))])
		if (name && uid && overlaps(range, { first: Number(uid), count: 1 }))
			found.add(`${uid} is the uid of the user ${name}`);
	for (const [owner, first, count] of linesOf(files.subuid)) {
		const given = { first: Number(first), count: Number(count) };
		if (owner && overlaps(range, given))
			found.add(
				`${given.first}–${given.first + given.count - 1} are subordinate uids of ${owner} in ${files.subuid}`,
			);
	}
	return [...found];
}

function overlaps(one: UidRange, other: UidRange): boolean {
	return (
		one.first < other.first + other.count && other.first < one.first + one.count
	);
}

function linesOf(file: string): string[][] {
	try {
		return parse(readFileSync(file, "utf8"));
	} catch {
		// A small image may have neither.
		return [];
	}
}

function parse(text: string): string[][] {
	return text.split("\n").map((line) => line.split(":"));
}

/** What the machine's directory (LDAP, sssd) knows. One that does not answer must not keep a process from starting. */
function directoryEntries({ first, count }: UidRange): Promise<string[][]> {
	const uids = Array.from({ length: count }, (_, i) => String(first + i));
	return new Promise((resolve) =>
		execFile(
			"getent",
			["passwd", ...uids],
			{
				env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
				timeout: 5000,
				killSignal: "SIGKILL",
			},
			// Exits 2 where one is not known: what it printed is what is known.
			(_, stdout) => resolve(parse(stdout)),
		),
	);
}
