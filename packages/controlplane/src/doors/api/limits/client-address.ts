import { BlockList, isIP } from "node:net";
import type { Context } from "hono";

/** Where a request comes from, as text; empty when it is not known. */
export type ClientAddress = (c: Context) => string;

/** Hops of one request at most; more are made up. */
const maxHops = 20;

/**
 * Who may say for whom a request is. `X-Forwarded-For` is read from the right, and only as far as those who wrote it are
 * trusted: anybody can send the header. @throws TypeError for what is no address and no network.
 */
export function createClientAddress(
	trustedProxies: readonly string[],
): ClientAddress {
	const trusted = blockListOf(trustedProxies);
	return (c) => {
		let address = plain(peerOf(c));
		const hops = (c.req.header("x-forwarded-for") ?? "")
			.split(",")
			.slice(-maxHops);
		for (const hop of hops.reverse()) {
			if (!includes(trusted, address)) return address;
			const said = plain(hop.trim());
			if (isIP(said) === 0) return address;
			address = said;
		}
		return address;
	};
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
