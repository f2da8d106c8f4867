import { type FileHandle, open } from "node:fs/promises";

/** A file that is written: how far it is, and whether more comes. */
export interface GrowingFile {
	/** Where it lies now; it is moved once it is whole. */
	path(): string;
	/** Bytes that can be read. */
	length(): number;
	isGrowing(): boolean;
	/** Calls `listener` once, at the next change; returns how to stop that. */
	onChange(listener: () => void): () => void;
}

const readBytes = 131_072;

/** The bytes of a file from its beginning until it grows no more, or `signal` is aborted. */
export async function* readGrowingFile(
	growing: GrowingFile,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
	let file: FileHandle | undefined;
	try {
		for (let at = 0; !signal.aborted; ) {
			const left = growing.length() - at;
			if (left === 0) {
				if (!growing.isGrowing()) return;
				await change(growing, signal);
				continue;
			}
			file ??= await openMoving(growing);
			if (!file) return;
			const buffer = new Uint8Array(Math.min(readBytes, left));
			const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
			if (bytesRead === 0) throw new Error("an object became shorter");
			at += bytesRead;
			yield buffer.subarray(0, bytesRead);
		}
	} finally {
		await file?.close();
	}
}

/** The file may be moved between the question where it is and the opening; when it is nowhere it was discarded. */
async function openMoving(
	growing: GrowingFile,
): Promise<FileHandle | undefined> {
	for (let attempt = 0; attempt < 2; attempt++) {
		try {
			return await open(growing.path(), "r");
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		}
	}
	return undefined;
}

function change(growing: GrowingFile, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			stop();
			signal.removeEventListener("abort", end);
			resolve();
		};
		const stop = growing.onChange(end);
		signal.addEventListener("abort", end, { once: true });
	});
}
