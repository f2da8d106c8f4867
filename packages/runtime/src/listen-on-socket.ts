import { once } from "node:events";
import { lstatSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { dirname } from "node:path";
import { AppError } from "@quarterdeck/contract";

/**
 * Listens on a Unix socket, in place of one that an earlier process left behind. Who may connect is decided by the folder alone: it must be
 * this user's, and closed to all others. @throws AppError SOCKET_UNSAFE when it is not, or something else has the name.
 */
export async function listenOnSocket(
	server: Server,
	path: string,
): Promise<void> {
	const folder = lstatSync(dirname(path), { throwIfNoEntry: false });
	if (!folder?.isDirectory())
		throw unsafe(path, "its folder does not exist or is a link");
	if (folder.uid !== process.getuid?.() || (folder.mode & 0o077) !== 0)
		throw unsafe(path, "its folder is not closed to other users (chmod 700)");
	const left = lstatSync(path, { throwIfNoEntry: false });
	if (left && !left.isSocket()) throw unsafe(path, "a file has this name");
	if (left) rmSync(path);
	server.listen(path);
	await once(server, "listening");
}

function unsafe(path: string, reason: string): AppError {
	return new AppError("SOCKET_UNSAFE", { path, reason });
}
