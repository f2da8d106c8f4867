import { readFailure, unreachable } from "../../data/api-failure.ts";
import { requestHeaders } from "../../data/session.ts";

/** A run's output where it is kept; opened as an address it is a download. */
export function outputAddress(run: string, organisation: string): string {
	return `/outputs/${encodeURIComponent(run)}?organisation=${encodeURIComponent(organisation)}`;
}

/** A part of a kept output on its way. */
export interface StoredPart {
	readonly body: ReadableStream<Uint8Array>;
	/** Of the whole output. */
	readonly totalBytes: number;
	readonly startByte: number;
}

/**
 * Asks for a part of a run's output. `range` as HTTP has it: `0-16383`, or `-16384` for the end.
 * @returns "gone" when it is not kept any more.
 * @throws ApiFailure
 */
export async function fetchStoredOutput(
	address: string,
	range: string,
	signal?: AbortSignal,
): Promise<StoredPart | "gone"> {
	const response = await fetch(address, {
		headers: { ...requestHeaders(null), range: `bytes=${range}` },
		...(signal ? { signal } : {}),
	}).catch((error: unknown) => {
		throw signal?.aborted ? error : unreachable();
	});
	if (response.status === 404 || response.status === 416) {
		await response.body?.cancel();
		return "gone";
	}
	if (!response.ok || !response.body)
		throw readFailure(
			await response.json().catch(() => undefined),
			response.status,
		);
	return { body: response.body, ...placeOf(response) };
}

function placeOf(response: Response) {
	const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(
		response.headers.get("content-range") ?? "",
	);
	const length = Number(response.headers.get("content-length") ?? 0);
	return {
		startByte: Number(range?.[1] ?? 0),
		totalBytes: Number(range?.[2] ?? length),
	};
}

/** The beginning of a kept output as text, not cut within a character. */
export interface StoredBeginning {
	readonly text: string;
	readonly totalBytes: number;
	readonly shownBytes: number;
}

const beginningBytes = 16_384;
const line = createQueue(3);

/** Reads the first 16 KiB, at most three at once: a page of history asks for many. @throws ApiFailure */
export async function readBeginning(
	address: string,
	signal: AbortSignal,
): Promise<StoredBeginning | "gone"> {
	return await line(async () => {
		if (signal.aborted) throw signal.reason;
		const part = await fetchStoredOutput(
			address,
			`0-${beginningBytes - 1}`,
			signal,
		);
		if (part === "gone") return "gone";
		const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
		const reader = part.body.getReader();
		let text = "";
		let shownBytes = 0;
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			shownBytes += value.length;
			text += decoder.decode(value, { stream: true });
		}
		return { text, totalBytes: part.totalBytes, shownBytes };
	});
}

/** How a page asks for the beginning of a run's kept output; everybody who does shares the answer. */
export function keptBeginning(run: string, organisation: string) {
	return {
		queryKey: [organisation, "output", run],
		queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
			readBeginning(outputAddress(run, organisation), signal),
		staleTime: Number.POSITIVE_INFINITY,
		refetchOnWindowFocus: false,
	};
}

/** Lets so many be at work at once; others wait their turn. */
function createQueue(places: number) {
	const waiting: (() => void)[] = [];
	let free = places;
	return async <Result>(work: () => Promise<Result>): Promise<Result> => {
		if (free === 0) await new Promise<void>((turn) => waiting.push(turn));
		else free -= 1;
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free += 1;
		}
	};
}
