import { BlockList, isIP } from "node:net";
import type { Log } from "@quarterdeck/runtime";
import type { Context } from "hono";

/** Where a request comes from, as text; empty when it is not known. */
export type ClientAddress = (c: Context) => string;

/** Hops of one request at most; more are made up. */
const maxHops = 20;

/**
 * Who may say for whom a request is. `X-Forwarded-For` is read from the right, and only as far as those who wrote it are trusted: anybody
 * can send the header. An entry that is no address, such as `unknown`, stands for somebody of its own: whoever a proxy cannot name is not
 * the proxy, and shares no limit with it. A header of a sender that is not trusted is ignored, and the first is logged: more often than
 * an attack it is a proxy that was forgotten in the settings. @throws TypeError for what is no address and no network.
 */
export function createClientAddress(
	trustedProxies: readonly string[],
	log: Log,
): ClientAddress {
	const isProxy = createIsProxy(trustedProxies);
	let hasWarned = false;
	return (c) => {
		let address = plain(peerOf(c));
		const header = c.req.header("x-forwarded-for");
		if (header === undefined) return address;
		if (!isProxy(address) && !hasWarned) {
			hasWarned = true;
			log.warn(
				"an X-Forwarded-For header was ignored; if its sender is your proxy, add it to limits.trustedProxies (QD_TRUSTED_PROXIES)",
				{ address },
			);
		}
		for (const hop of header.split(",").slice(-maxHops).reverse()) {
			if (!isProxy(address)) return address;
			address = readHop(hop.trim());
		}
		return address;
	};
}

/** `198.51.100.7`, `198.51.100.7:4000`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4000`; anything else as it is, marked. */
function readHop(hop: string): string {
	const [, bracketed, dotted] =
		/^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?$/.exec(hop) ?? [];
	const address = plain(bracketed ?? dotted ?? hop);
	if (isIP(address) !== 0) return address;
	return `unreadable ${hop.slice(0, 50).replace(/[^\x20-\x7e]/g, "?")}`;
}

interface NodeBindings {
	readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

function peerOf(c: Context): string {
	const bindings = c.env as NodeBindings | undefined;
	return bindings?.incoming?.socket?.remoteAddress ?? "";
}

/** An IPv4 address that came over IPv6 is the same one. */
function plain(address: string): string {
	return address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
}

/** Whether an address is of a proxy whose word is taken. @throws TypeError for what is no address and no network. */
export function createIsProxy(
	trustedProxies: readonly string[],
): (address: string) => boolean {
	const trusted = blockListOf(trustedProxies);
	return (address) => includes(trusted, plain(address));
}

function includes(list: BlockList, address: string): boolean {
	const version = isIP(address);
	return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

function blockListOf(entries: readonly string[]): BlockList {
	const list = new BlockList();
	for (const entry of entries) {
		const [address = "", bits] = entry.split("/");
		const version = isIP(address);
		if (version === 0) throw new TypeError(`${entry} is no address`);
		const family = version === 6 ? "ipv6" : "ipv4";
		if (bits === undefined) list.addAddress(address, family);
		else list.addSubnet(address, Number(bits), family);
	}
	return list;
}
