import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
	makePrivateFolder,
	readPrivateFile,
	writePrivateFile,
} from "../../plumbing/disk/private-file.ts";
import type {
	KeptObject,
	LoggedStep,
	LoggedWatch,
	WatchLog,
} from "./watch-log.ts";

/*
 * A line is JSON: first ["watch", form, key, keeps]; then ["+", uid, resourceVersion, kept], ["-", uid,
 * resourceVersion] and ["@", resourceVersion], in the order they happened. A line that cannot be read ends the file: what followed is
 * told again from the version before it.
 */

const form = 1;
const ending = ".watch";

/** The logs of an agent's watches, in a folder that only its user can enter. @throws Error when the folder is not ours. */
export function openWatchLogs(folder: string): {
	open(key: string): WatchLog;
	/** Removes the logs of all others. */
	keepOnly(keys: Iterable<string>): void;
} {
	makePrivateFolder(folder);
	return {
		open: (key) => openLog(join(folder, fileName(key)), key),
		keepOnly(keys) {
			const wanted = new Set([...keys].map(fileName));
			for (const name of readdirSync(folder))
				if (name.endsWith(ending) && !wanted.has(name))
					rmSync(join(folder, name), { force: true });
		},
	};
}

function fileName(key: string): string {
	return `${createHash("sha256").update(key).digest("hex").slice(0, 32)}${ending}`;
}

function openLog(file: string, key: string): WatchLog {
	let handle: number | undefined;
	let steps = 0;
	return {
		get steps() {
			return steps;
		},
		read() {
			const text = readPrivateFile(file);
			return text === undefined ? undefined : readLog(text, key);
		},
		replace(watch) {
			this.close();
			writePrivateFile(file, writeLog(key, watch));
			steps = 0;
		},
		append(step) {
			handle ??= openSync(file, "a", 0o600);
			const line = Buffer.from(`${writeStep(step)}\n`);
			let written = 0;
			while (written < line.length) written += writeSync(handle, line, written);
			steps += 1;
		},
		close() {
			if (handle !== undefined) closeSync(handle);
			handle = undefined;
		},
		remove() {
			this.close();
			rmSync(file, { force: true });
		},
	};
}

function writeLog(
	key: string,
	{ keeps, resourceVersion, kept }: LoggedWatch,
): string {
	const lines = [JSON.stringify(["watch", form, key, keeps])];
	for (const [uid, object] of kept)
		lines.push(writeStep({ kind: "kept", uid, object }));
	// The steps above are of objects, each with its own version: the watch goes on from that of the whole.
	lines.push(writeStep({ kind: "at", resourceVersion }));
	return `${lines.join("\n")}\n`;
}

function writeStep(step: LoggedStep): string {
	switch (step.kind) {
		case "kept":
			return JSON.stringify([
				"+",
				step.uid,
				step.object.resourceVersion,
				step.object.text,
			]);
		case "gone":
			return JSON.stringify(["-", step.uid, step.resourceVersion]);
		case "at":
			return JSON.stringify(["@", step.resourceVersion]);
	}
}

function readLog(text: string, key: string): LoggedWatch | undefined {
	// What follows the last line break was cut off.
	const lines = text.split("\n").slice(0, -1);
	const head = readLine(lines[0] ?? "");
	const [word, itsForm, itsKey, keeps] = head ?? [];
	const isOurs = word === "watch" && itsForm === form && itsKey === key;
	if (!isOurs || typeof keeps !== "string") return undefined;
	const kept = new Map<string, KeptObject>();
	let resourceVersion: string | undefined;
	for (const line of lines.slice(1)) {
		const [mark, first, second, third] = readLine(line) ?? [];
		if (typeof first !== "string") break;
		if (mark === "@") resourceVersion = first;
		else if (typeof second !== "string") break;
		else if (mark === "-") kept.delete(first);
		else if (mark === "+" && typeof third === "string")
			kept.set(first, { resourceVersion: second, text: third });
		else break;
		// While a list is compared, its objects say nothing of where the watch is.
		if (mark !== "@" && resourceVersion) resourceVersion = second as string;
	}
	// Cut off within its beginning: nothing in it says from where to go on.
	return resourceVersion === undefined
		? undefined
		: { keeps, resourceVersion, kept };
}

function readLine(line: string): readonly unknown[] | undefined {
	try {
		const read: unknown = JSON.parse(line);
		return Array.isArray(read) ? read : undefined;
	} catch {
		return undefined;
	}
}
