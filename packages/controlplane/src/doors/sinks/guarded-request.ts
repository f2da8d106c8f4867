import { lookup as resolve } from "node:dns";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** A request to an address that a configuration names. */
export interface GuardedRequest {
	readonly method: "GET" | "POST" | "PUT";
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Takes whatever certificate the server has. */
	readonly skipTLSVerify?: boolean;
	readonly signal: AbortSignal;
}

export interface GuardedAnswer {
	readonly status: number;
	/** What `Retry-After` asks for; 0 when it asks for nothing. */
	readonly retryAfterMs: number;
	readonly body: string;
}

/**
 * Sends a request and reads the answer whole. No redirect is followed.
 * @throws Error for an address that is no web address or is not allowed, an answer that is too large, and a server that is not reached.
 */
export type SendGuarded = (
	address: URL,
	request: GuardedRequest,
) => Promise<GuardedAnswer>;

const maxAnswerBytes = 1_048_576;
const longestRetryMs = 300_000;

/** What an address may not lead to: this machine, and what answers only to its neighbours, such as the metadata of a cloud. */
const near = new BlockList();
for (const [network, bits] of [
	["0.0.0.0", 8],
	["127.0.0.0", 8],
	["169.254.0.0", 16],
	["224.0.0.0", 3],
	["100.100.100.200", 32],
	["192.0.0.192", 32],
] as const)
	near.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
	["::", 127],
	["fe80::", 10],
	["ff00::", 8],
	["fd00:ec2::", 32],
	// IPv4 behind a translator.
	["64:ff9b::", 96],
] as const)
	near.addSubnet(network, bits, "ipv6");

/**
 * Requests to where configurations say: whoever writes one must not reach through it what only this process reaches. The address is
 * checked after its name is resolved, and the connection is made to what was checked.
 * @param allow hosts, or hosts with a port, that are reached wherever they are.
 */
export function createGuardedRequest(allow: readonly string[]): SendGuarded {
	return (address, request) => {
		if (address.protocol !== "http:" && address.protocol !== "https:")
			throw new Error("the address is no http or https address");
		const host = address.hostname.replace(/^\[|\]$/g, "");
		const port = address.port || (address.protocol === "https:" ? "443" : "80");
		const isAllowed = allow.includes(host) || allow.includes(`${host}:${port}`);
		if (!isAllowed && isIP(host) !== 0) refuseNear(host);
		return send(address, request, isAllowed ? undefined : lookupOutside);
	};
}

function refuseNear(ip: string): void {
	if (near.check(ip, isIP(ip) === 6 ? "ipv6" : "ipv4"))
		throw new Error(
			"the address leads to this machine or its neighbours, which the operator does not allow (QD_SINKS_ALLOW)",
		);
}

const lookupOutside: LookupFunction = (host, options, done) => {
	resolve(host, { ...options, all: true }, (error, found) => {
		try {
			if (error) throw error;
			for (const { address } of found) refuseNear(address);
			const [first] = found;
			if (!first) throw new Error("the name has no address");
			if (options.all) done(null, found);
			else done(null, first.address, first.family);
		} catch (problem) {
			done(problem as NodeJS.ErrnoException, [], 0);
		}
	});
};

function send(
	address: URL,
	{ method, headers, body, skipTLSVerify, signal }: GuardedRequest,
	lookup: LookupFunction | undefined,
): Promise<GuardedAnswer> {
	const {
		promise,
		resolve: answer,
		reject,
	} = Promise.withResolvers<GuardedAnswer>();
	const isSecure = address.protocol === "https:";
	const bytes = body === undefined ? undefined : Buffer.from(body);
	const options = {
		method,
		signal,
		// A connection of an earlier request was checked by another's rules.
		agent: false as const,
		...(lookup ? { lookup } : {}),
		...(isSecure && skipTLSVerify ? { rejectUnauthorized: false } : {}),
		headers: {
			"user-agent": "quarterdeck",
			...headers,
			...(bytes ? { "content-length": String(bytes.length) } : {}),
		},
	};
	const asked = (isSecure ? requestSecure : requestPlain)(
		address,
		options,
		(response) => {
			const pieces: Buffer[] = [];
			let size = 0;
			response.on("data", (piece: Buffer) => {
				size += piece.length;
				if (size <= maxAnswerBytes) return void pieces.push(piece);
				response.destroy(new Error("the answer is too large"));
			});
			response.once("error", reject);
			response.once("end", () =>
				answer({
					status: response.statusCode ?? 0,
					retryAfterMs: readRetryAfter(response.headers["retry-after"]),
					body: Buffer.concat(pieces).toString(),
				}),
			);
		},
	);
	asked.once("error", reject);
	asked.end(bytes);
	return promise;
}

function readRetryAfter(text: string | undefined): number {
	const seconds = /^\d{1,6}$/.test(text ?? "") ? Number(text) : 0;
	return Math.min(longestRetryMs, seconds * 1000);
}
