import { createHash } from "node:crypto";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PluginRepository } from "@quarterdeck/contract";
import { z } from "zod";
import { shownUrl } from "./download-address.ts";
import type { DownloadDeps } from "./download-file.ts";
import { checkSignature } from "./index-signature.ts";
import { maxIndexBytes, type PluginIndex, parseIndex } from "./plugin-index.ts";
import { StoreProblem } from "./store-problem.ts";
import { unfinishedFileOf, writeWhole } from "./stored-file.ts";
import { whyChangeable } from "./why-changeable.ts";

/**
 * The first line of an index in the cache, a comment of YAML: where it came from and how it is signed. In one file with the index, so that
 * a process that is killed leaves both or neither. One that a person put there has no such line.
 */
const noteSchema = z.object({
	/** Digest of the address, in which something secret may stand. */
	from: z.string().max(64),
	publicKey: z.string().max(64).optional(),
	signature: z.string().max(256).optional(),
});
type Note = z.output<typeof noteSchema>;
const noteBegin = "# fetched by quarterdeck: ";
const maxNoteBytes = 8192;

interface CachedIndex {
	readonly note: Note | undefined;
	readonly bytes: Uint8Array;
}

export function indexFileOf(cacheDir: string, repository: string): string {
	return join(cacheDir, `${repository}.yaml`);
}

/** Where an index lies. @throws StoreProblem when it is not fetched from there. */
export function indexUrlOf({ name, url: text }: PluginRepository): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const isPlain = url && url.username === "" && url.password === "";
	if (!isPlain || !["https:", "http:", "file:"].includes(url.protocol))
		throw new StoreProblem(
			`the address of the repository ${name} is not used: it begins with https://, http:// or file://, and what is secret stands under headers`,
		);
	return url;
}

/**
 * The index in the cache, if it is of this address and signed as it must be.
 * @throws StoreProblem for one that other users of the machine can change.
 */
export async function readIndex(
	cacheDir: string,
	repository: PluginRepository,
): Promise<PluginIndex | undefined> {
	const cached = await readCached(cacheDir, repository.name);
	if (!cached) return undefined;
	const { note, bytes } = cached;
	if (note && note.from !== originOf(indexUrlOf(repository))) return undefined;
	try {
		await checkCached(cached, cacheDir, repository);
		return parseIndex(bytes);
	} catch (error) {
		// It is fetched again.
		if (error instanceof StoreProblem) return undefined;
		throw error;
	}
}

async function checkCached(
	{ bytes, note }: CachedIndex,
	cacheDir: string,
	{ name, publicKey }: PluginRepository,
): Promise<void> {
	if (publicKey === undefined) return;
	const beside = `${indexFileOf(cacheDir, name)}.sig`;
	const signature = note
		? (note.signature ?? "")
		: await readFile(beside, "utf8").catch(() => "");
	checkSignature(bytes, signature, publicKey);
}

async function readCached(
	cacheDir: string,
	name: string,
): Promise<CachedIndex | undefined> {
	const file = indexFileOf(cacheDir, name);
	const found = await stat(file).catch(() => undefined);
	if (!found?.isFile() || found.size > maxIndexBytes + maxNoteBytes)
		return undefined;
	const problem = whyChangeable(file);
	if (problem !== undefined)
		throw new StoreProblem(
			`the index in the plugin folder is not used: ${problem}`,
		);
	const bytes = await readFile(file);
	const end = bytes.indexOf("\n");
	const line = bytes.toString("utf8", 0, Math.min(end, maxNoteBytes));
	if (end < 0 || !line.startsWith(noteBegin)) return { note: undefined, bytes };
	const note = noteIn(line.slice(noteBegin.length));
	return note && { note, bytes: bytes.subarray(end + 1) };
}

/** Undefined for one that is broken: then nothing is known of the index below it. */
function noteIn(text: string): Note | undefined {
	try {
		return noteSchema.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}

function originOf(url: URL): string {
	return createHash("sha256").update(url.href).digest("hex");
}

/**
 * Fetches the index, checks it and puts it into the cache. One that is older than what is there is refused, because whoever can send an
 * old one could bring back a plugin that has a known hole.
 * @throws StoreProblem; the signal's reason.
 */
export async function fetchIndex(
	cacheDir: string,
	repository: PluginRepository,
	deps: DownloadDeps,
): Promise<PluginIndex> {
	const url = indexUrlOf(repository);
	const { publicKey } = repository;
	requireProof(url, repository);
	await mkdir(cacheDir, { recursive: true, mode: 0o755 });
	const file = indexFileOf(cacheDir, repository.name);
	const bytes = await fetchSmall(url, maxIndexBytes, {
		file,
		url,
		repository,
		deps,
	});
	let signature: string | undefined;
	if (publicKey !== undefined) {
		const beside = new URL(url);
		beside.pathname += ".sig";
		signature = (
			await fetchSmall(beside, 256, { file, url, repository, deps })
		).toString("utf8");
		checkSignature(bytes, signature, publicKey);
	}
	const index = parseIndex(bytes);
	await refuseOlder(index, cacheDir, repository);
	const note: Note = {
		from: originOf(url),
		...(publicKey === undefined ? {} : { publicKey, signature }),
	};
	await writeWhole(
		file,
		Buffer.concat([
			Buffer.from(`${noteBegin}${JSON.stringify(note)}\n`),
			bytes,
		]),
	);
	return index;
}

/** Checksums prove nothing when whoever is on the way can write others into the index. */
function requireProof(url: URL, repository: PluginRepository): void {
	if (url.protocol !== "http:" || repository.publicKey !== undefined) return;
	if (["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) return;
	if (repository.allowUnverified !== true)
		throw new StoreProblem(
			`the index of ${repository.name} comes by http, where anybody on the way can change it. Use https, sign it (publicKey), or allow it (allowUnverified: true)`,
		);
}

async function fetchSmall(
	url: URL,
	maxBytes: number,
	parts: {
		readonly file: string;
		readonly url: URL;
		readonly repository: PluginRepository;
		readonly deps: DownloadDeps;
	},
): Promise<Buffer> {
	const { downloadFile } = await import("./download-file.ts");
	const target = unfinishedFileOf(parts.file);
	try {
		await downloadFile(
			{
				url,
				headers: parts.repository.headers ?? {},
				headersFor: parts.url.origin,
				checksum: undefined,
				maxBytes,
				target,
			},
			{ clock: parts.deps.clock, signal: parts.deps.signal },
		);
		return await readFile(target);
	} finally {
		await rm(target, { force: true });
	}
}

async function refuseOlder(
	index: PluginIndex,
	cacheDir: string,
	repository: PluginRepository,
): Promise<void> {
	const url = indexUrlOf(repository);
	const cached = await readCached(cacheDir, repository.name);
	if (!cached) return;
	const { note, bytes } = cached;
	const isComparable =
		note?.from === originOf(url) ||
		(repository.publicKey !== undefined &&
			note?.publicKey === repository.publicKey);
	if (!isComparable) return;
	let before: number;
	try {
		await checkCached(cached, cacheDir, repository);
		before = parseIndex(bytes).serial ?? 0;
	} catch (error) {
		// What is there is not worth more than what came.
		if (error instanceof StoreProblem) return;
		throw error;
	}
	const serial = index.serial ?? 0;
	if (serial < before)
		throw new StoreProblem(
			`the index at ${shownUrl(url)} is older than the one that was fetched before (serial ${serial}, before ${before}), so it is not used. If it was meant to be replaced, give it a higher serial`,
		);
}
