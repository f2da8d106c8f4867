import { StoreProblem } from "./store-problem.ts";

/** Where a file lies, and what becomes of it: the parts that go-getter reads from an address. */
export interface DownloadAddress {
	/** Without the parts that are read here. */
	readonly url: URL;
	/** SHA-256 in hexadecimal digits, in lower case; undefined when nothing says it. */
	readonly checksum: string | undefined;
	/** How it is unpacked; undefined for the file itself. */
	readonly archive: ArchiveKind | undefined;
	/** The folder inside an archive in which to look; empty for the whole of it. */
	readonly subfolder: string;
}

export const archiveKinds = ["tar.gz", "tar", "zip", "gz"] as const;
export type ArchiveKind = (typeof archiveKinds)[number];

/**
 * Reads an address of an index: relative to the index, `//FOLDER` behind an archive, `?checksum=sha256:…`, `?archive=…`.
 * @param checksum of the index; one in the address must not contradict it.
 * @throws StoreProblem
 */
export function readDownloadAddress(
	{ url: text, checksum }: { readonly url: string; readonly checksum: string },
	indexUrl: URL,
): DownloadAddress {
	const url = URL.canParse(text, indexUrl.href)
		? new URL(text, indexUrl)
		: undefined;
	if (!url || !isAllowed(url, indexUrl))
		throw new StoreProblem(
			`the index has an address that is not used: ${url ? shownUrl(url) : JSON.stringify(text.slice(0, 200))}. Files are fetched by https and http, and those of an index on this machine from its folder`,
		);
	url.hash = "";
	const subfolder = takeSubfolder(url);
	const said = [checksum, takeChecksum(url)].filter((one) => one !== undefined);
	const [first, second] = said.filter((one) => one !== "").map(lowerCase);
	if (second !== undefined && first !== second)
		throw new StoreProblem(
			`the index names two different checksums for ${shownUrl(url)}`,
		);
	return { url, checksum: first, archive: takeArchive(url), subfolder };
}

/** An index from elsewhere does not decide which files of this machine are read, nor a local one about files outside of its folder. */
function isAllowed(url: URL, indexUrl: URL): boolean {
	if (url.username !== "" || url.password !== "") return false;
	if (url.protocol === "https:" || url.protocol === "http:") return true;
	if (url.protocol !== "file:" || indexUrl.protocol !== "file:") return false;
	const folder = new URL(".", indexUrl).pathname;
	return url.pathname.startsWith(folder) && !/%2f|%5c/i.test(url.pathname);
}

function takeSubfolder(url: URL): string {
	const at = url.pathname.indexOf("//");
	if (at < 0) return "";
	const folder = decodeURIComponent(url.pathname.slice(at + 2));
	url.pathname = url.pathname.slice(0, at);
	return folder.replace(/^\/+|\/+$/g, "");
}

function takeChecksum(url: URL): string | undefined {
	const value = url.searchParams.get("checksum");
	if (value === null) return undefined;
	url.searchParams.delete("checksum");
	const digits = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(value)?.[1];
	if (digits === undefined)
		throw new StoreProblem(
			`the checksum in the address ${shownUrl(url)} is not SHA-256 in hexadecimal digits`,
		);
	return digits;
}

function takeArchive(url: URL): ArchiveKind | undefined {
	const asked = url.searchParams.get("archive");
	if (asked !== null) {
		url.searchParams.delete("archive");
		if (asked === "false") return undefined;
		const kind = kindOf(`.${asked}`);
		if (kind !== undefined) return kind;
		throw new StoreProblem(
			`archives of the kind "${asked.slice(0, 20)}" cannot be unpacked: ${shownUrl(url)}`,
		);
	}
	if (/\.(bz2|xz|zst|tbz2|txz|7z|rar)$/i.test(url.pathname))
		throw new StoreProblem(
			`archives of this kind cannot be unpacked: ${shownUrl(url)}. Those that can are ${archiveKinds.join(", ")}`,
		);
	return kindOf(url.pathname);
}

function kindOf(path: string): ArchiveKind | undefined {
	if (/\.(tar\.gz|tgz)$/i.test(path)) return "tar.gz";
	if (/\.tar$/i.test(path)) return "tar";
	if (/\.zip$/i.test(path)) return "zip";
	return /\.gz$/i.test(path) ? "gz" : undefined;
}

function lowerCase(text: string): string {
	return text.toLowerCase();
}

/** An address as it may be shown and logged: without what may be secret in it. */
export function shownUrl(url: URL): string {
	const origin = url.protocol === "file:" ? "file://" : url.origin;
	return `${origin}${url.pathname}`.slice(0, 300);
}
