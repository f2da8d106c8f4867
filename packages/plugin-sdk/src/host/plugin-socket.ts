import {
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	openSync,
	unlinkSync,
} from "node:fs";
import { connect, type Socket } from "node:net";
import { basename, dirname, join, normalize } from "node:path";
import { type PluginAddress, quote } from "./handshake.ts";
import { requireListener } from "./listening-port.ts";
import { PluginFailure } from "./plugin-failure.ts";

/** Where a plugin may listen. */
export interface SocketPlace {
	readonly pid: number;
	/** The directories it was given for its socket, at the paths it sees. */
	readonly directories: readonly string[];
	/** What its paths begin with for the host: nothing, unless it has a root of its own. */
	readonly root: string;
	/** The user that runs it. */
	readonly uid: number;
}

/** A plugin's own socket. A plugin names it, so each connection is proved anew to lead to nobody else's. */
export interface PluginSocket {
	/** @throws {PluginFailure} not-a-plugin when what is there is not this plugin's socket, or no longer. */
	dial(): Socket;
	/** Takes the socket's name out of its directory. No connection is made any more. */
	close(): void;
}

/** Linux's flag for a descriptor that only stands for a place. Node has no name for it. */
const openPath = 0o10000000;
const { O_DIRECTORY, O_NOFOLLOW } = constants;

/**
 * Takes hold of the directory of the address. From then on the plugin may rename or link what it likes: the host goes by the
 * descriptor.
 *
 * @throws {PluginFailure} not-a-plugin when the address is not in a directory the plugin was given.
 */
export function openPluginSocket(
	address: PluginAddress,
	place: SocketPlace,
): PluginSocket {
	if (address.kind === "tcp") {
		const { host, port } = address;
		return {
			dial() {
				requireListener(port, place);
				return connect(port, host);
			},
			close() {},
		};
	}
	const path = normalize(address.path);
	const directory = dirname(path);
	if (!place.directories.map(normalize).includes(directory))
		throw notOwn(path, "does not lie in the directory it was given");
	const outside = join(place.root, directory);
	return process.platform === "linux"
		? byDescriptor(path, openPlace(outside, path, O_DIRECTORY), place.uid)
		: byPath(join(outside, basename(path)), place.uid);
}

function byDescriptor(
	path: string,
	directory: number,
	uid: number,
): PluginSocket {
	const entry = `/proc/self/fd/${directory}/${basename(path)}`;
	let isClosed = false;
	return {
		dial() {
			if (isClosed) throw notOwn(path, "is no longer used");
			const socket = openPlace(entry, path, 0);
			try {
				requireOwn(fstatSync(socket), path, uid);
				// Connects at once, so the descriptor is not needed any longer.
				return connect(`/proc/self/fd/${socket}`);
			} finally {
				closeSync(socket);
			}
		},
		close() {
			if (isClosed) return;
			isClosed = true;
			unlinkIfThere(entry);
			closeSync(directory);
		},
	};
}

function byPath(path: string, uid: number): PluginSocket {
	return {
		dial() {
			const found = lstatSync(path, { throwIfNoEntry: false });
			if (!found) throw notOwn(path, "cannot be found (ENOENT)");
			requireOwn(found, path, uid);
			return connect(path);
		},
		close: () => unlinkIfThere(path),
	};
}

function openPlace(entry: string, path: string, flags: number): number {
	try {
		return openSync(entry, openPath | O_NOFOLLOW | flags);
	} catch (error) {
		throw notOwn(path, `cannot be found (${codeOf(error)})`);
	}
}

function requireOwn(
	found: { isSocket(): boolean; readonly uid: number },
	path: string,
	uid: number,
): void {
	if (!found.isSocket()) throw notOwn(path, "is no socket");
	if (found.uid !== uid) throw notOwn(path, "belongs to another user");
}

function unlinkIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		// A plugin that ended by itself has removed it; what stays ends with its directory.
		if (!["ENOENT", "EACCES", "EPERM"].includes(codeOf(error))) throw error;
	}
}

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error
		? String(error.code)
		: String(error);
}

function notOwn(path: string, problem: string): PluginFailure {
	return new PluginFailure(
		"not-a-plugin",
		`The plugin's socket "${quote(path)}" ${problem}.`,
	);
}
