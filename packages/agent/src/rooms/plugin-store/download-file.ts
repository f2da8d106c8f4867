import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { type Clock, pause } from "@quarterdeck/runtime";
import { shownUrl } from "./download-address.ts";
import { type OpenedAddress, openAddress } from "./open-address.ts";
import { StoreProblem } from "./store-problem.ts";

export interface Download {
	readonly url: URL;
	/** Secret headers of the repository, and the origin of its index: they are sent nowhere else. */
	readonly headers: Readonly<Record<string, string>>;
	readonly headersFor: string;
	/** SHA-256 in hexadecimal digits; undefined where it is not known. */
	readonly checksum: string | undefined;
	readonly maxBytes: number;
	/** A file that is not there yet; it is left behind also when the download fails. */
	readonly target: string;
}

export interface DownloadDeps {
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Called after each piece. @param totalBytes undefined when the server does not say. */
	readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

/** A connection on which nothing comes for so long is given up. */
export const stallMs = 30_000;
/** A server that sends drop by drop does not keep a download going for ever. */
export const longestDownloadMs = 3_600_000;
/** Attempts in a row that brought nothing. */
const maxFruitless = 5;
const maxAttempts = 50;
const firstBackoffMs = 1000;
const longestBackoffMs = 30_000;

/**
 * Fetches a file: what breaks off is continued where the server can tell that it is still the same file, and begun again elsewhere.
 * What it returns is on the disk.
 * @returns its SHA-256.
 * @throws StoreProblem; the signal's reason.
 */
export async function downloadFile(
	download: Download,
	deps: DownloadDeps,
): Promise<string> {
	const handle = await open(download.target, "wx", 0o600);
	try {
		const overdue = new AbortController();
		const timer = deps.clock.after(longestDownloadMs, () =>
			overdue.abort(
				new StoreProblem(
					`${shownUrl(download.url)} took longer than ${longestDownloadMs / 60_000} minutes`,
				),
			),
		);
		try {
			const signal = AbortSignal.any([deps.signal, overdue.signal]);
			const digest = await fetchWhole(handle, download, { ...deps, signal });
			await handle.sync();
			return digest;
		} finally {
			timer.cancel();
		}
	} finally {
		await handle.close();
	}
}

/** What came so far. */
interface Part {
	bytes: number;
	hash: Hash;
	validator: string | undefined;
	/** Whether it is pieced together from several answers. */
	isPieced: boolean;
}

async function fetchWhole(
	handle: FileHandle,
	download: Download,
	deps: DownloadDeps,
): Promise<string> {
	const part = newPart();
	let fruitless = 0;
	let isSecondLook = false;
	for (let attempt = 1; ; attempt++) {
		const before = part.bytes;
		try {
			await fetchRest(handle, part, download, deps);
			const digest = part.hash.digest("hex");
			if (download.checksum === undefined || digest === download.checksum)
				return digest;
			// The server may have put another file in its place between two parts.
			if (part.isPieced && !isSecondLook) {
				isSecondLook = true;
				await startOver(handle, part);
				continue;
			}
			throw new StoreProblem(
				`${shownUrl(download.url)} is not the file that the index names: its SHA-256 is ${digest}, and the index says ${download.checksum}`,
			);
		} catch (error) {
			deps.signal.throwIfAborted();
			fruitless = part.bytes > before ? 1 : fruitless + 1;
			const problem = asProblem(error, download.url);
			if (
				!problem.mayPass ||
				fruitless >= maxFruitless ||
				attempt >= maxAttempts
			)
				throw problem;
			const delayMs = firstBackoffMs * 2 ** (fruitless - 1);
			await pause(deps.clock, Math.min(delayMs, longestBackoffMs), deps.signal);
		}
	}
}

function newPart(): Part {
	return {
		bytes: 0,
		hash: createHash("sha256"),
		validator: undefined,
		isPieced: false,
	};
}

async function startOver(handle: FileHandle, part: Part): Promise<void> {
	await handle.truncate(0);
	Object.assign(part, newPart());
}

async function fetchRest(
	handle: FileHandle,
	part: Part,
	download: Download,
	deps: DownloadDeps,
): Promise<void> {
	const stall = watchStall(deps);
	try {
		const { url, headers, headersFor } = download;
		const { bytes: from, validator } = part;
		if (from > 0 && validator === undefined) await startOver(handle, part);
		const opened = await openAddress({
			url,
			headers,
			headersFor,
			...(from > 0 && validator !== undefined
				? { resume: { from, validator } }
				: {}),
			signal: stall.signal,
		});
		try {
			await take(opened, handle, part, { download, deps, stall });
		} finally {
			opened.body.destroy();
		}
	} finally {
		stall.end();
	}
}

async function take(
	opened: OpenedAddress,
	handle: FileHandle,
	part: Part,
	{
		download,
		deps,
		stall,
	}: {
		readonly download: Download;
		readonly deps: DownloadDeps;
		readonly stall: StallWatch;
	},
): Promise<void> {
	if (opened.from === 0 && part.bytes > 0) await startOver(handle, part);
	if (opened.from > 0 && opened.validator !== part.validator) {
		await startOver(handle, part);
		throw new StoreProblem(
			`${shownUrl(download.url)} changed while it was fetched`,
			{ mayPass: true },
		);
	}
	part.isPieced = opened.from > 0;
	part.validator = opened.validator;
	const { totalBytes } = opened;
	if ((totalBytes ?? 0) > download.maxBytes) throw tooLarge(download);
	const giveUp = () => opened.body.destroy(asError(stall.signal.reason));
	stall.signal.addEventListener("abort", giveUp, { once: true });
	if (stall.signal.aborted) giveUp();
	try {
		for await (const piece of opened.body as AsyncIterable<Uint8Array>) {
			if (part.bytes + piece.length > download.maxBytes)
				throw tooLarge(download);
			await writeAll(handle, piece, part.bytes);
			part.hash.update(piece);
			part.bytes += piece.length;
			stall.heard();
			deps.onProgress?.(part.bytes, totalBytes);
		}
	} finally {
		stall.signal.removeEventListener("abort", giveUp);
	}
	if (totalBytes !== undefined && part.bytes !== totalBytes)
		throw new StoreProblem(
			`${shownUrl(download.url)} broke off after ${part.bytes} of ${totalBytes} bytes`,
			{ mayPass: true },
		);
}

async function writeAll(
	handle: FileHandle,
	piece: Uint8Array,
	at: number,
): Promise<void> {
	for (let done = 0; done < piece.length; ) {
		const rest = piece.length - done;
		const { bytesWritten } = await handle.write(piece, done, rest, at + done);
		done += bytesWritten;
	}
}

interface StallWatch {
	readonly signal: AbortSignal;
	heard(): void;
	end(): void;
}

function watchStall({ clock, signal }: DownloadDeps): StallWatch {
	const stalled = new AbortController();
	let lastMs = clock.monotonicMs();
	let timer = clock.after(stallMs, look);
	function look(): void {
		const leftMs = lastMs + stallMs - clock.monotonicMs();
		if (leftMs > 0) timer = clock.after(leftMs, look);
		else
			stalled.abort(
				new StoreProblem(`nothing came for ${stallMs / 1000} s`, {
					mayPass: true,
				}),
			);
	}
	return {
		signal: AbortSignal.any([signal, stalled.signal]),
		heard() {
			lastMs = clock.monotonicMs();
		},
		end: () => timer.cancel(),
	};
}

function tooLarge({ url, maxBytes }: Download): StoreProblem {
	return new StoreProblem(
		`${shownUrl(url)} is larger than ${Math.floor(maxBytes / 1_048_576)} MiB`,
	);
}

/** Errors of the network pass, those of the disk do not. What they say can name addresses with what is secret in them, so only their code is told. */
function asProblem(error: unknown, url: URL): StoreProblem {
	if (error instanceof StoreProblem) return error;
	const failure = asError(error);
	const code = "code" in failure ? String(failure.code) : failure.name;
	const isOfDisk = "path" in failure || code === "ENOSPC" || code === "EIO";
	return new StoreProblem(
		isOfDisk
			? `the plugin folder takes no more: ${code}`
			: `${shownUrl(url)} cannot be fetched: ${networkWords[code] ?? code}`,
		{ mayPass: !isOfDisk, cause: error },
	);
}

const networkWords: Readonly<Record<string, string>> = {
	ECONNREFUSED: "nothing listens there",
	ECONNRESET: "the connection broke off",
	ENOTFOUND: "the name is not known",
	EAI_AGAIN: "the name cannot be looked up now",
	ETIMEDOUT: "it does not answer",
	EHOSTUNREACH: "there is no way to it",
	ENETUNREACH: "there is no way to it",
	DEPTH_ZERO_SELF_SIGNED_CERT:
		"its certificate is signed by itself. Name its authority in NODE_EXTRA_CA_CERTS",
	SELF_SIGNED_CERT_IN_CHAIN:
		"its authority is not known. Name it in NODE_EXTRA_CA_CERTS",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		"its authority is not known. Name it in NODE_EXTRA_CA_CERTS",
};

function asError(reason: unknown): Error {
	return reason instanceof Error ? reason : new Error(String(reason));
}
