import { SettingsError } from "@quarterdeck/runtime";

/** @throws SettingsError that names the option and shows nothing of the address, when it cannot be used. */
export function checkDatabaseUrl(option: string, url: string): void {
	const reason = whyNotDatabaseUrl(url);
	if (reason !== undefined) throw new SettingsError([`${option}: ${reason}`]);
}

/**
 * Why the address of the database cannot be used, in words that show nothing of it; undefined when it can. The driver takes much that
 * it then reads otherwise than was meant, and its errors show the password.
 */
function whyNotDatabaseUrl(url: string): string | undefined {
	const form = "postgres://USER:PASSWORD@HOST:PORT/DATABASE";
	if (/^\s*[a-z_]+\s*=/i.test(url))
		return `it is in keyword form; write it as ${form}`;
	const match = /^postgres(?:ql)?:\/\/([^/?#]*)(.*)$/s.exec(url);
	if (!match) return `expected ${form}`;
	const [, authority = "", rest = ""] = match;
	if (!authority.includes("@")) {
		const cut = rest.split("@").length > 1 ? rest[0] : undefined;
		if (cut === "#" || (cut !== undefined && !isQuery(rest)))
			return `its user or password contains ${cut}; write it as ${encodeURIComponent(cut)}`;
	}
	if (rest.includes("#")) return "it contains #; write it as %23";
	const at = authority.lastIndexOf("@");
	if (authority.slice(0, Math.max(at, 0)).includes("@"))
		return "its user or password contains @; write it as %40";
	return whyNotParts(url, authority.slice(at + 1));
}

/** Whether an @ behind the host is one of a parameter, and not of a password that was cut. */
function isQuery(rest: string): boolean {
	const at = rest.indexOf("@");
	const question = rest.indexOf("?");
	return question >= 0 && question < at && rest[0] !== "?";
}

function whyNotParts(url: string, hosts: string): string | undefined {
	if (hosts.includes(",") || /[?&]host=[^&]*(,|%2c)/i.test(url))
		return "it names several hosts; name one, such as that of a proxy or a DNS name that follows the primary";
	let parsed: URL;
	try {
		parsed = new URL(url);
	} catch {
		return "its host or port cannot be read";
	}
	const { username, password, pathname } = parsed;
	try {
		for (const part of [username, password, pathname]) decodeURIComponent(part);
	} catch {
		return "it contains a % that does not begin an encoded character; write it as %25";
	}
	return undefined;
}
