import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { PluginFailure } from "./plugin-failure.ts";

interface Listener {
	readonly uid: number;
	readonly inode: string;
}

/**
 * Proves that a plugin itself listens on a port of this machine: whoever listens there runs as the plugin's user, and, where that is
 * the host's own user too, is the plugin's process or one that it started. Where there is no /proc nothing can be proved or is.
 *
 * @throws {PluginFailure} not-a-plugin.
 */
export function requireListener(
	port: number,
	plugin: { readonly pid: number; readonly uid: number },
): void {
	if (process.platform !== "linux") return;
	const listeners = listenersOn(port);
	const isOwn = (one: Listener) =>
		one.uid === plugin.uid &&
		(plugin.uid !== process.getuid?.() || isOpenBelow(plugin.pid, one.inode));
	if (listeners.length > 0 && listeners.every(isOwn)) return;
	throw new PluginFailure(
		"not-a-plugin",
		`The plugin named port ${port}, on which ${listeners.length === 0 ? "nobody listens" : "another process listens"}.`,
	);
}

/** The listening sockets of a port, whatever their address. */
function listenersOn(port: number): Listener[] {
	const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
	const lines = ["/proc/self/net/tcp", "/proc/self/net/tcp6"].flatMap((file) =>
		read(file).split("\n").slice(1),
	);
	return lines.flatMap((line) => {
		const [, local = "", , state, , , , uid, , inode = ""] = line
			.trim()
			.split(/\s+/);
		return state === "0A" && local.endsWith(ending)
			? [{ uid: Number(uid), inode }]
			: [];
	});
}

function isOpenBelow(pid: number, inode: string): boolean {
	const open = [String(pid)];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const descriptors = list(`/proc/${next}/fd`);
		for (const descriptor of descriptors)
			if (link(`/proc/${next}/fd/${descriptor}`) === `socket:[${inode}]`)
				return true;
		for (const task of list(`/proc/${next}/task`))
			open.push(
				...read(`/proc/${next}/task/${task}/children`)
					.split(" ")
					.filter(Boolean),
			);
	}
	return false;
}

function list(folder: string): string[] {
	return orElse([], () => readdirSync(folder));
}

function read(file: string): string {
	return orElse("", () => readFileSync(file, "latin1"));
}

function link(file: string): string {
	return orElse("", () => readlinkSync(file));
}

/** Processes come and go while they are looked at; one that is gone has nothing open. */
function orElse<T>(without: T, look: () => T): T {
	try {
		return look();
	} catch {
		return without;
	}
}
