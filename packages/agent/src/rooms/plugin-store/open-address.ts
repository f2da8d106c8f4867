import { createReadStream, promises as fs } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { shownUrl } from "./download-address.ts";
import { StoreProblem } from "./store-problem.ts";

/** What is asked of an address. */
export interface AddressRequest {
	readonly url: URL;
	/** Secret headers, and the only origin that they are sent to. */
	readonly headers: Readonly<Record<string, string>>;
	readonly headersFor: string;
	/** Bytes that are there already, and what tells that the file is still the same. */
	readonly resume?: { readonly from: number; readonly validator: string };
	readonly signal: AbortSignal;
}

/** A file that is being sent. Whoever opened it reads `body` or destroys it. */
export interface OpenedAddress {
	/** The byte with which `body` begins. */
	readonly from: number;
	/** Of the whole file; undefined when the server does not say. */
	readonly totalBytes: number | undefined;
	/** Tells whether a later part is of the same file; undefined when the server has none that is strong enough. */
	readonly validator: string | undefined;
	readonly body: Readable;
}

const maxRedirects = 10;

/** @throws StoreProblem, the signal's reason, or what the network said. */
export async function openAddress(
	request: AddressRequest,
): Promise<OpenedAddress> {
	if (request.url.protocol === "file:") return openFile(request);
	let { url } = request;
	let isHome = true;
	for (let hop = 0; hop <= maxRedirects; hop++) {
		// What was led elsewhere is not trusted to lead back.
		isHome &&= url.origin === request.headersFor;
		const response = await ask(url, isHome ? request.headers : {}, request);
		const { statusCode = 0 } = response;
		if (![301, 302, 303, 307, 308].includes(statusCode))
			return answerOf(url, response, request);
		response.destroy();
		url = redirected(url, response.headers.location);
	}
	throw new StoreProblem(
		`${shownUrl(request.url)} redirects more than ${maxRedirects} times`,
	);
}

function redirected(from: URL, location: string | undefined): URL {
	const to =
		location !== undefined && URL.canParse(location, from.href)
			? new URL(location, from)
			: undefined;
	const isSafe =
		to?.protocol === "https:" ||
		(to?.protocol === "http:" && from.protocol === "http:");
	if (!to || !isSafe || to.username !== "" || to.password !== "")
		throw new StoreProblem(
			`${shownUrl(from)} redirects to an address that is not used${to ? `: ${shownUrl(to)}` : ""}. A redirect leads to https, or from http to http`,
		);
	return to;
}

/** Loaded when something is fetched, which an agent with a filled cache never does. */
async function ask(
	url: URL,
	headers: Readonly<Record<string, string>>,
	{ resume, signal }: AddressRequest,
): Promise<IncomingMessage> {
	const { request } =
		url.protocol === "https:"
			? await import("node:https")
			: await import("node:http");
	signal.throwIfAborted();
	const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
	const sent = request(
		url,
		{
			agent: false,
			signal,
			headers: {
				...headers,
				accept: "*/*",
				"accept-encoding": "identity",
				"user-agent": "quarterdeck",
				...(resume
					? { range: `bytes=${resume.from}-`, "if-range": resume.validator }
					: {}),
			},
		},
		resolve,
	);
	sent.on("error", reject);
	sent.end();
	try {
		return await promise;
	} catch (error) {
		throw signal.aborted ? signal.reason : error;
	}
}

function answerOf(
	url: URL,
	response: IncomingMessage,
	{ resume }: AddressRequest,
): OpenedAddress {
	const { headers, statusCode } = response;
	const validator = validatorOf(headers);
	if (statusCode === 200)
		return {
			from: 0,
			totalBytes: countOf(headers["content-length"]),
			validator,
			body: response,
		};
	const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers["content-range"] ?? "");
	if (statusCode === 206 && resume && range && Number(range[1]) === resume.from)
		return {
			from: resume.from,
			totalBytes: Number(range[2]),
			validator,
			body: response,
		};
	response.destroy();
	throw new StoreProblem(
		`${shownUrl(url)} was answered with ${statusCode === 206 ? "another part than the one asked for" : `the status ${statusCode}`}`,
		{
			mayPass:
				statusCode === 206 ||
				statusCode === 408 ||
				statusCode === 416 ||
				statusCode === 429 ||
				(statusCode ?? 0) >= 500,
		},
	);
}

function validatorOf({
	etag,
	"last-modified": lastModified,
}: IncomingMessage["headers"]): string | undefined {
	if (etag !== undefined) return etag.startsWith("W/") ? undefined : etag;
	return lastModified;
}

function countOf(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,15}$/.test(text)
		? Number(text)
		: undefined;
}

async function openFile({
	url,
	resume,
}: AddressRequest): Promise<OpenedAddress> {
	const found = await fs.stat(url).catch((error: NodeJS.ErrnoException) => {
		throw new StoreProblem(
			error.code === "ENOENT"
				? `there is no file ${shownUrl(url)}`
				: `${shownUrl(url)} cannot be read: ${error.code}`,
			{ cause: error },
		);
	});
	// Whatever else it is, it may never end, or wait for a writer.
	if (!found.isFile()) throw new StoreProblem(`${shownUrl(url)} is not a file`);
	const from = resume?.from ?? 0;
	return {
		from,
		totalBytes: found.size,
		validator: undefined,
		body: createReadStream(url, { start: from }),
	};
}
