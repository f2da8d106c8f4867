import { AppError } from "@quarterdeck/contract";

const minimum = "2.10.27";

/**
 * Refuses a server in which a tenant could delete the control plane's data (docs/architecture/nats-facts.md#server-versions).
 * @throws AppError BUS_TOO_OLD, also for a version that cannot be read.
 */
export function checkServerVersion(version: string): void {
	const read = parse(version);
	// The flaw was mended in 2.10.27 and 2.11.1: 2.11.0 lies between and has it.
	const fits = read && !isBelow(read, [2, 10, 27]) && !isExactly2110(read);
	if (!fits) throw new AppError("BUS_TOO_OLD", { version, minimum });
}

/** What an operator should know about a server that is used although it has known flaws, or undefined. */
export function serverVersionWarning(version: string): string | undefined {
	const read = parse(version);
	if (!read) return undefined;
	const mended212 =
		read[0] === 2 && read[1] === 12 && !isBelow(read, [2, 12, 12]);
	if (mended212 || !isBelow(read, [2, 14, 3])) return undefined;
	return `nats-server ${version} has known security flaws; update it to 2.14.3 or newer.`;
}

type Version = readonly [number, number, number];

function parse(version: string): Version | undefined {
	const read = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})/.exec(version);
	return read ? [Number(read[1]), Number(read[2]), Number(read[3])] : undefined;
}

function isBelow(version: Version, other: Version): boolean {
	for (const [index, part] of version.entries()) {
		const theirs = other[index] ?? 0;
		if (part !== theirs) return part < theirs;
	}
	return false;
}

function isExactly2110([major, minor, patch]: Version): boolean {
	return major === 2 && minor === 11 && patch === 0;
}
