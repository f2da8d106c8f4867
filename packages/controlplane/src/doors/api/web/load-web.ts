import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

/** One form of a file as it goes over the line. */
export interface Form {
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** With its quotes. */
	readonly etag: string;
}

/** A file of the built UI. */
export interface WebFile {
	readonly contentType: string;
	/** Named by its content, so that it may be kept for ever. */
	readonly isImmutable: boolean;
	readonly plain: Form;
	readonly br: Form | undefined;
	readonly gzip: Form | undefined;
}

/** The built UI as it lay on disk at one moment. */
export interface WebFiles {
	readonly indexHtml: string;
	/** By path, as `/assets/index-abc.js`. */
	readonly files: ReadonlyMap<string, WebFile>;
	/** Changes when the UI is built anew. */
	readonly mark: string;
}

/** More than this is no UI of ours. */
const maxFiles = 2000;
const maxBytes = 64 * 1024 * 1024;

const contentTypes: Readonly<Record<string, string>> = {
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".ico": "image/x-icon",
	".woff2": "font/woff2",
	".json": "application/json",
	".webmanifest": "application/manifest+json",
	".txt": "text/plain; charset=utf-8",
};

/** What tells one build from the next without reading it; undefined when there is none. */
export function markOf(dir: string): string | undefined {
	const stat = statSync(join(dir, "index.html"), { throwIfNoEntry: false });
	return stat?.isFile() ? `${stat.mtimeMs} ${stat.size}` : undefined;
}

/**
 * The whole UI in memory: what is asked for is looked up by name and never by a path on disk, so no request can climb out of
 * the folder. Undefined when it is not built. @throws Error when the folder holds more than a UI could.
 */
export function loadWeb(dir: string): WebFiles | undefined {
	const mark = markOf(dir);
	if (mark === undefined) return undefined;
	const found = readFolder(dir);
	const files = new Map<string, WebFile>();
	for (const [path, bytes] of found) {
		const contentType = contentTypes[extname(path)];
		if (contentType === undefined) continue;
		files.set(path, {
			contentType,
			isImmutable: /^\/assets\/.+-[\w-]{8,}\.\w+$/.test(path),
			plain: formOf(bytes),
			br: optionalForm(found.get(`${path}.br`)),
			gzip: optionalForm(found.get(`${path}.gz`)),
		});
	}
	const indexHtml = Buffer.from(
		found.get("/index.html") ?? new Uint8Array(),
	).toString("utf8");
	return { indexHtml, files, mark };
}

function readFolder(dir: string): Map<string, Uint8Array<ArrayBuffer>> {
	const found = new Map<string, Uint8Array<ArrayBuffer>>();
	let bytes = 0;
	for (const entry of readdirSync(dir, {
		recursive: true,
		withFileTypes: true,
	})) {
		// A link could lead out of the folder: only what lies in it is served.
		if (!entry.isFile()) continue;
		const file = join(entry.parentPath, entry.name);
		const content = new Uint8Array(readFileSync(file));
		bytes += content.length;
		if (found.size >= maxFiles || bytes > maxBytes)
			throw new Error(`${dir} is no built UI: it holds too much`);
		found.set(file.slice(dir.replace(/\/+$/, "").length), content);
	}
	return found;
}

function optionalForm(
	bytes: Uint8Array<ArrayBuffer> | undefined,
): Form | undefined {
	return bytes && formOf(bytes);
}

function formOf(bytes: Uint8Array<ArrayBuffer>): Form {
	const hash = createHash("sha256").update(bytes).digest("base64url");
	return { bytes, etag: `"${hash.slice(0, 27)}"` };
}
