import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Installation } from "../installation/installation.ts";

/** The kernel takes no longer names of sockets (108 bytes with the end, 104 on some systems). */
const longestPath = 103;

/** A name for the control plane's socket, in a folder that this user alone can enter. */
export interface SocketPlace {
	readonly socket: string;
	/** Takes away what was made for it. */
	remove(): void;
}

/** In the folder of this run; where its name is too long for a socket, in a temporary folder of its own. */
export function makeSocketPlace({
	run,
}: Pick<Installation, "run">): SocketPlace {
	const near = join(run, "api.sock");
	if (Buffer.byteLength(near) <= longestPath)
		return { socket: near, remove: () => rmSync(near, { force: true }) };
	const folder = mkdtempSync(join(tmpdir(), "quarterdeck-"));
	const socket = join(folder, "api.sock");
	return {
		socket,
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}
