import { createHash, randomBytes } from "node:crypto";
import {
	type FileHandle,
	mkdir,
	open,
	readdir,
	rename,
	rm,
	rmdir,
	stat,
	unlink,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, isId, type OrganisationId } from "@quarterdeck/contract";
import type { ObjectSlice, ObjectStore, ObjectWriter } from "./object-store.ts";
import { readGrowingFile } from "./read-growing-file.ts";

/*
 * Objects as files:
 *   <directory>/objects/<organisation>/<key>     sealed
 *   <directory>/unsealed/<random>                being written; a crash leaves it for the sweep
 * Both are on one file system, so sealing is one rename.
 */
export interface FolderObjectStoreOptions {
	readonly directory: string;
	/** Largest object; 1 GiB unless told. */
	readonly maxBytes?: number;
}

const defaultMaxBytes = 1_073_741_824;
const readBytes = 131_072;

/** Opens the folder, making it (for this user only) when it is absent. @throws the file system's error. */
export async function openFolderObjectStore(
	options: FolderObjectStoreOptions,
): Promise<ObjectStore> {
	const sealed = join(options.directory, "objects");
	const unsealed = join(options.directory, "unsealed");
	for (const folder of [sealed, unsealed])
		await mkdir(folder, { recursive: true, mode: 0o700 });
	const maxBytes = options.maxBytes ?? defaultMaxBytes;
	const pathOf = (organisationId: OrganisationId, key: string) =>
		join(sealed, checkOrganisation(organisationId), checkKey(key));
	return {
		create: async (organisationId, key) =>
			createWriter({
				key,
				path: pathOf(organisationId, key),
				temporary: join(unsealed, randomBytes(16).toString("hex")),
				maxBytes,
			}),
		open: async (organisationId, key, range) =>
			openSlice(pathOf(organisationId, key), range),
		remove: async (organisationId, key) =>
			removeFile(pathOf(organisationId, key)),
		sweep: async (before) =>
			(await sweepFolder(sealed, before, true)) +
			(await sweepFolder(unsealed, before, true)),
		async check() {
			const probe = join(unsealed, randomBytes(16).toString("hex"));
			const file = await open(probe, "wx", 0o600);
			await file.close();
			await unlink(probe);
		},
	};
}

function checkOrganisation(organisationId: OrganisationId): string {
	if (!isId("organisation", organisationId))
		throw new RangeError("an object belongs to an organisation");
	return organisationId;
}

function checkKey(key: string): string {
	const parts = key.split("/");
	const fine =
		key.length <= 200 &&
		parts.length <= 8 &&
		parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part));
	if (!fine) throw new RangeError("the text is no key of an object");
	return key;
}

async function createWriter(target: {
	readonly key: string;
	readonly path: string;
	readonly temporary: string;
	readonly maxBytes: number;
}): Promise<ObjectWriter> {
	const file = await open(target.temporary, "wx", 0o600);
	const hash = createHash("sha256");
	let bytes = 0;
	let safeBytes = -1;
	let state: "open" | "sealed" | "discarded" = "open";
	let path = target.temporary;
	let isGrowing = true;
	const listeners = new Set<() => void>();
	const changed = () => {
		for (const listener of [...listeners]) listener();
	};
	/** Writes follow one another, so that the digest is of what the file holds. */
	let last: Promise<void> = Promise.resolve();

	async function append(chunk: Uint8Array): Promise<void> {
		if (state !== "open") throw new Error(`the object is ${state}`);
		if (bytes + chunk.length > target.maxBytes)
			throw new AppError("INPUT_TOO_LARGE", {
				what: "The object",
				limit: target.maxBytes,
				hint: "",
			});
		await writeAll(file, chunk);
		hash.update(chunk);
		bytes += chunk.length;
		changed();
	}
	async function sync(): Promise<void> {
		await last;
		if (state === "discarded" || safeBytes === bytes) return;
		const written = bytes;
		await file.sync();
		safeBytes = written;
	}
	function stopGrowing(): void {
		isGrowing = false;
		changed();
	}
	const growing = {
		path: () => path,
		length: () => bytes,
		isGrowing: () => isGrowing,
		onChange(listener: () => void) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
	return {
		read: (signal) => readGrowingFile(growing, signal),
		write(chunk) {
			const copy = Uint8Array.from(chunk);
			const mine = last.then(() => append(copy));
			last = mine.catch(() => {});
			return mine;
		},
		sync,
		async seal() {
			await last;
			if (state !== "open") throw new Error(`the object is ${state}`);
			state = "sealed";
			// Its bytes are safe before it gets its name; the handle has no part in that.
			await sync();
			await Promise.all([file.close(), moveTo(target.path, target.temporary)]);
			path = target.path;
			stopGrowing();
			return { key: target.key, bytes, digest: hash.digest("hex") };
		},
		async discard() {
			await last;
			if (state !== "open") return;
			state = "discarded";
			await file.close();
			await rm(target.temporary, { force: true });
			stopGrowing();
		},
	};
}

/** The folder is mostly there already. */
async function moveTo(path: string, temporary: string): Promise<void> {
	try {
		await rename(temporary, path);
	} catch (error) {
		if (!isMissing(error)) throw error;
		await mkdir(dirname(path), { recursive: true, mode: 0o700 });
		await rename(temporary, path);
	}
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
	for (let done = 0; done < bytes.length; ) {
		const { bytesWritten } = await file.write(bytes, done);
		done += bytesWritten;
	}
}

async function openSlice(
	path: string,
	range: { readonly start: number; readonly endExclusive?: number } = {
		start: 0,
	},
): Promise<ObjectSlice | undefined> {
	const size = await sizeOf(path);
	if (size === undefined) return undefined;
	const start = clamp(range.start, 0, size);
	const endExclusive = clamp(range.endExclusive ?? size, start, size);
	return {
		totalBytes: size,
		start,
		endExclusive,
		bytes: readSlice(path, start, endExclusive),
	};
}

/**
 * Opened when the first byte is asked for, so that a slice nobody reads holds nothing open. From then on the file stays the same,
 * also when it is replaced or swept meanwhile.
 */
async function* readSlice(
	path: string,
	start: number,
	endExclusive: number,
): AsyncGenerator<Uint8Array> {
	if (start === endExclusive) return;
	const file = await open(path, "r");
	try {
		for (let at = start; at < endExclusive; ) {
			const buffer = new Uint8Array(Math.min(readBytes, endExclusive - at));
			const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
			if (bytesRead === 0) throw new Error("an object became shorter");
			at += bytesRead;
			yield buffer.subarray(0, bytesRead);
		}
	} finally {
		await file.close();
	}
}

async function sizeOf(path: string): Promise<number | undefined> {
	try {
		const found = await stat(path);
		return found.isFile() ? found.size : undefined;
	} catch (error) {
		if (isMissing(error)) return undefined;
		throw error;
	}
}

async function removeFile(path: string): Promise<boolean> {
	try {
		await unlink(path);
		return true;
	} catch (error) {
		if (isMissing(error)) return false;
		throw error;
	}
}

async function sweepFolder(
	folder: string,
	before: Date,
	isRoot = false,
): Promise<number> {
	let swept = 0;
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) swept += await sweepFolder(path, before);
		else if (await isOlder(path, before))
			swept += Number(await removeFile(path));
	}
	// One that is not empty, or was filled just now, stays.
	if (!isRoot && swept > 0) await rmdir(folder).catch(() => {});
	return swept;
}

async function isOlder(path: string, before: Date): Promise<boolean> {
	try {
		return (await stat(path)).mtimeMs < before.getTime();
	} catch (error) {
		if (isMissing(error)) return false;
		throw error;
	}
}

function isMissing(error: unknown): boolean {
	return (
		error instanceof Error &&
		"code" in error &&
		(error.code === "ENOENT" || error.code === "ENOTDIR")
	);
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(Math.max(Math.trunc(value) || 0, low), high);
}
