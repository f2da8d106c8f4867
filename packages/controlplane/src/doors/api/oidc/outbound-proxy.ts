import { BlockList, isIP } from "node:net";
import { type Environment, SettingsError } from "@quarterdeck/runtime";

/** The proxy of the environment, for what lies outside. */
export interface OutboundProxy {
	/** Undefined: there is none. */
	readonly url: string | undefined;
	/** Whether a request to this address goes through it. */
	isFor(url: URL): boolean;
}

/** No proxy: everything is reached directly. */
export const noProxy: OutboundProxy = { url: undefined, isFor: () => false };

/**
 * Reads HTTPS_PROXY and NO_PROXY (or their lower-case spellings). Loopback, names without a dot and the names of services in a cluster
 * are never outside, whatever NO_PROXY says. @throws SettingsError for a proxy that is not an http address.
 */
export function readOutboundProxy(environment: Environment): OutboundProxy {
	const given = environment.HTTPS_PROXY || environment.https_proxy;
	if (!given) return noProxy;
	const url = URL.parse(given.includes("://") ? given : `http://${given}`);
	if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "")
		throw new SettingsError([
			"HTTPS_PROXY: expected the address of an http or https proxy, such as http://proxy.example.com:3128",
		]);
	const listed = environment.NO_PROXY || environment.no_proxy || "";
	const exceptions = listed
		.split(/[\s,]+/)
		.filter((entry) => entry !== "")
		.map(readException);
	return {
		url: url.href,
		isFor: (target) =>
			target.protocol === "https:" &&
			!isNear(hostOf(target)) &&
			!exceptions.some((matches) => matches(target)),
	};
}

/** An IPv6 address without its brackets, a name without the dot of the root. */
function hostOf({ hostname }: URL): string {
	return hostname
		.toLowerCase()
		.replace(/^\[|\]$/g, "")
		.replace(/\.$/, "");
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

function isNear(host: string): boolean {
	if (isIP(host) !== 0) return isIn(loopback, host);
	return !host.includes(".") || /\.(localhost|svc|cluster\.local)$/.test(host);
}

/** `*`, a name and what lies below it, an address, or a network; with a port, only that port. */
function readException(entry: string): (target: URL) => boolean {
	if (entry === "*") return () => true;
	const network = readNetwork(entry);
	if (network) return (target) => isIn(network, hostOf(target));
	const [, written = entry, port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
	const name = written.toLowerCase().replace(/^\*?\./, "");
	return (target) => {
		const host = hostOf(target);
		const isThere = port === undefined || port === (target.port || "443");
		return isThere && (host === name || host.endsWith(`.${name}`));
	};
}

function readNetwork(entry: string): BlockList | undefined {
	const [address = "", bits] = entry.replace(/^\[|\]$/g, "").split("/");
	const version = isIP(address);
	const most = version === 6 ? 128 : 32;
	if (version === 0 || Number(bits ?? most) > most) return undefined;
	const list = new BlockList();
	list.addSubnet(
		address,
		Number(bits ?? most),
		version === 6 ? "ipv6" : "ipv4",
	);
	return list;
}

function isIn(list: BlockList, host: string): boolean {
	const version = isIP(host);
	return version !== 0 && list.check(host, version === 6 ? "ipv6" : "ipv4");
}
