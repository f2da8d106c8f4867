import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Installation } from "../installation/installation.ts";

/** The kernel takes no longer names of sockets (108 bytes with the end, 104 on some systems). */
const longestPath = 103;

/** Names for the control plane's sockets, in a folder that this user alone can enter. */
export interface SocketPlace {
	readonly socket: string;
	/** For health, jobs and metrics. */
	readonly operations: string;
	/** Takes away what was made for it. */
	remove(): void;
}

/** In the folder of this run; where its name is too long for a socket, in a temporary folder of its own. */
export function makeSocketPlace({
	run,
}: Pick<Installation, "run">): SocketPlace {
	const near = join(run, "api.sock");
	if (Buffer.byteLength(near) <= longestPath)
		return placeIn(run, (sockets) => {
			for (const socket of sockets) rmSync(socket, { force: true });
		});
	const folder = mkdtempSync(join(tmpdir(), "quarterdeck-"));
	return placeIn(folder, () =>
		rmSync(folder, { recursive: true, force: true }),
	);
}

function placeIn(
	folder: string,
	remove: (sockets: readonly string[]) => void,
): SocketPlace {
	const socket = join(folder, "api.sock");
	const operations = join(folder, "ops.sock");
	return { socket, operations, remove: () => remove([socket, operations]) };
}
