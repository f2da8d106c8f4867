import { readFileSync } from "node:fs";

/** Any address, 127/8 and ::1 as the kernel writes them, and the first two in IPv6. */
const heard =
	/^(0{8}|[0-9A-F]{6}7F|0{32}|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;
const listening = "0A";

/**
 * The user another than root and this one who listens at a port of this machine, by uid; undefined where there is none, or it cannot be
 * told, as without /proc.
 */
export function strangerListeningAt(port: number): number | undefined {
	const own = [0, process.getuid?.()];
	return ["/proc/net/tcp", "/proc/net/tcp6"]
		.flatMap(readLines)
		.flatMap((line) => {
			const [, local = "", , state, , , , uid] = line.trim().split(/\s+/);
			const [address = "", hexPort = ""] = local.split(":");
			const isHere =
				state === listening &&
				heard.test(address) &&
				Number.parseInt(hexPort, 16) === port;
			return isHere ? [Number(uid)] : [];
		})
		.find((uid) => !own.includes(uid));
}

function readLines(file: string): string[] {
	try {
		return readFileSync(file, "latin1").split("\n");
	} catch {
		return [];
	}
}
