/** One source of packages, as apt's files describe it. */
export interface AptSource {
	readonly uris: readonly string[];
	readonly suites: readonly string[];
	readonly components: readonly string[];
	/** Path of a keyring, or the key itself in armour; undefined when the entry leaves it to apt's global keys. */
	readonly signedBy: string | undefined;
}

/** Reads a file of sources.list.d: stanzas when it ends in `.sources` (deb822), lines otherwise. Binary packages only. */
export function parseAptSources(fileName: string, text: string): AptSource[] {
	return fileName.endsWith(".sources")
		? text.split(/\n(?:[ \t]*\n)+/).flatMap(parseStanza)
		: text.split("\n").flatMap(parseLine);
}

// https://manpages.debian.org/sources.list.5: "DEB822-STYLE FORMAT"
function parseStanza(stanza: string): AptSource[] {
	const fields = new Map<string, string>();
	let current = "";
	for (const line of stanza.split("\n")) {
		if (line.startsWith("#") || line.trim() === "") continue;
		const start = /^([A-Za-z-]+):(.*)$/.exec(line);
		if (start) current = (start[1] ?? "").toLowerCase();
		else if (!/^\s/.test(line)) return [];
		const text = start ? (start[2] ?? "") : line;
		fields.set(current, `${fields.get(current) ?? ""}\n${text.trim()}`);
	}
	const words = (name: string) =>
		(fields.get(name) ?? "").split(/\s+/).filter((word) => word !== "");
	if (!words("types").includes("deb")) return [];
	if (/^(no|false|without|off|disable)$/i.test(words("enabled")[0] ?? ""))
		return [];
	return [
		{
			uris: words("uris"),
			suites: words("suites"),
			components: words("components"),
			signedBy: readKey(fields.get("signed-by")),
		},
	];
}

// In a key written into the file a lone dot stands for an empty line.
function readKey(value: string | undefined): string | undefined {
	const text = value?.trim();
	if (!text) return undefined;
	return text.includes("BEGIN PGP")
		? `${text.replace(/^\.$/gm, "")}\n`
		: text.split(/[\s,]+/)[0];
}

// deb [ option=value … ] uri suite component…
function parseLine(line: string): AptSource[] {
	const match =
		/^\s*deb\s+(?:\[([^\]]*)\]\s*)?([^\s#[]+)\s+([^\s#]+)([^#]*)/.exec(line);
	if (!match) return [];
	const [, options = "", uri = "", suite = "", components = ""] = match;
	const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1];
	return [
		{
			uris: [uri],
			suites: [suite],
			components: components.split(/\s+/).filter((word) => word !== ""),
			signedBy: signedBy?.split(",")[0],
		},
	];
}

/** Where this machine gets Debian itself from: a mirror that also carries the newer suites. */
export interface DebianMirror {
	readonly uri: string;
	readonly signedBy: string | undefined;
}

const otherArchives = /debian-(?:security|backports|debug|ports)|\/security/;

/**
 * The mirror of Debian among a machine's sources; undefined when there is none. Other vendors also name their
 * suites after Debian's, so an entry counts when it is signed with Debian's keys or its address ends in `/debian`.
 */
export function findDebianMirror(
	sources: readonly AptSource[],
): DebianMirror | undefined {
	const ranked = sources
		.filter((source) => source.components.includes("main"))
		.flatMap((source) =>
			source.uris.map((uri) => ({
				uri,
				signedBy: source.signedBy,
				rank: rankOf(uri, source.signedBy),
			})),
		)
		.filter(({ rank }) => rank > 0)
		.sort((a, b) => b.rank - a.rank);
	const best = ranked[0];
	return best && { uri: best.uri, signedBy: best.signedBy };
}

function rankOf(uri: string, signedBy: string | undefined): number {
	if (uri.startsWith("cdrom:") || otherArchives.test(uri)) return 0;
	const signed = signedBy?.includes("debian-archive") ? 2 : 0;
	const addressed = /\/debian(?:\/|$)/.test(uri) ? 1 : 0;
	// A foreign key on an address that merely ends in /debian (as of Docker) is another vendor's archive.
	if (addressed && !signed && signedBy?.startsWith("/")) return 0;
	return signed + addressed;
}
