import { AppError, maxAuthoritiesLength } from "@quarterdeck/contract";
import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { readCertificates } from "@quarterdeck/runtime";

/** How a server of the bus has to prove itself. Absent: by a certificate of a public authority. */
export interface BusTrust {
	/** The certificate authorities as PEM, asked at each connection; undefined: the public ones. */
	readonly authorities?: (() => string | undefined) | undefined;
	/** Also uses servers that prove nothing, at `nats://` and `ws://` addresses. */
	readonly insecure?: boolean | undefined;
}

/** An address of the bus, and how to connect to it. */
export interface BusAddress {
	/** As it was written; for people. */
	readonly text: string;
	readonly url: URL;
	readonly transport: "tcp" | "websocket";
	/** TLS from the first byte, with a verified certificate. */
	readonly isProven: boolean;
	/** PEM; undefined: the public authorities. */
	readonly authorities: string | undefined;
}

/**
 * What a process trusts by its settings: the authorities of a file, read at each connection, before those it was handed.
 * Its `authorities` throws when the file cannot be read or holds no certificate.
 */
export function busTrust(settings: {
	readonly caFile: string | undefined;
	readonly insecure: boolean;
	/** Authorities from a join token or a credential. */
	readonly handed?: () => string | undefined;
}): BusTrust {
	const { caFile, insecure, handed } = settings;
	if (caFile === undefined) return { authorities: handed, insecure };
	const authorities = () => {
		try {
			const pem = readBoundedText(caFile);
			readCertificates(pem);
			return pem;
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(
				`the certificate authorities of the bus cannot be read from ${caFile}: ${reason}`,
				{ cause: error },
			);
		}
	};
	return { authorities, insecure };
}

/**
 * An address of the bus under what is trusted. `nats://` with authorities is TLS like `tls://`: who pins an authority means it.
 * @throws AppError BUS_INSECURE when a server there could not prove itself and that was not chosen; BUS_CA_UNUSABLE for
 * `wss://` with authorities; BUS_ADDRESS_INVALID.
 */
export function busAddress(text: string, trust: BusTrust = {}): BusAddress {
	const url = parse(text);
	const authorities = trust.authorities?.();
	const transport = /^wss?:/.test(url.protocol) ? "websocket" : "tcp";
	// Node's WebSocket cannot be told whom to trust, and to ignore the pin would trust others.
	if (url.protocol === "wss:" && authorities !== undefined)
		throw new AppError("BUS_CA_UNUSABLE", { address: text });
	const isPinned = transport === "tcp" && authorities !== undefined;
	const isProven = /^(tls|wss):/.test(url.protocol) || isPinned;
	if (!isProven && !trust.insecure)
		throw new AppError("BUS_INSECURE", { address: text });
	return { text, url, transport, isProven, authorities };
}

/** Whether an address may be used under what is trusted. */
export function isUsableAddress(text: string, trust: BusTrust): boolean {
	try {
		busAddress(text, trust);
		return true;
	} catch (error) {
		if (error instanceof AppError) return false;
		throw error;
	}
}

/**
 * Authorities as they are handed out: certificates only, without what stands between them.
 * @throws Error when there is none, one cannot be read, or they are too long for a join token.
 */
export function normalAuthorities(pem: string): string {
	const text = readCertificates(pem)
		.map((one) => one.toString())
		.join("");
	if (text.length > maxAuthoritiesLength)
		throw new Error(
			`the certificates have ${text.length} characters in PEM; at most ${maxAuthoritiesLength} fit into a join token`,
		);
	return text;
}

function parse(text: string): URL {
	const url = URL.parse(text.includes("://") ? text : `nats://${text}`);
	if (!url?.hostname || !/^(nats|tls|wss?):$/.test(url.protocol))
		throw new AppError("BUS_ADDRESS_INVALID", { address: text });
	return url;
}
