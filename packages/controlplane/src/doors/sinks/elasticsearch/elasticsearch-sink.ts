import type { SinkTarget } from "@quarterdeck/contract/configuration";
import type { Clock } from "@quarterdeck/runtime";
import { z } from "zod";
import type { PostingOutcome } from "../../../flows/notices/index.ts";
import type { GuardedAnswer, SendGuarded } from "../guarded-request.ts";
import { dataOf, type SendTo } from "../send-to.ts";
import { outcomeOf } from "../sink-outcome.ts";
import { createServerMemory, type ServerMemory } from "./server-memory.ts";

type Target = Extract<SinkTarget, { kind: "elasticsearch" }>;
type Sending = Parameters<SendTo<Target>>[0];
type Ask = (
	method: "GET" | "POST" | "PUT",
	path: string,
	body?: { readonly text: string; readonly type: string },
) => Promise<GuardedAnswer>;

/** One server, as one sink reaches it. */
interface Server {
	readonly address: string;
	readonly ask: Ask;
	readonly memory: ServerMemory;
}

const bulkSchema = z.object({
	items: z.array(z.object({ index: z.object({ status: z.int() }) })).length(1),
});
const aboutSchema = z.object({
	version: z.object({ number: z.string().max(100) }),
});
const problemSchema = z.object({ error: z.object({ type: z.string() }) });

/** The last major version that knows types of documents. */
const lastWithTypes = 7;

/**
 * Writes each event as a document into the index of its day (UTC), `NAME-YYYY-MM-DD`. The document's id is the post's, so that what is
 * sent again replaces itself. `_type` is written for servers of version 7 and older only.
 */
export function createElasticsearchSink({
	request,
	clock,
}: {
	readonly request: SendGuarded;
	readonly clock: Clock;
}): SendTo<Target> {
	const memory = createServerMemory(clock);
	return async (sending) => {
		if (sending.target.isSignedForAws)
			return refused(
				"awsSigning is not supported: give the index a user and a password",
			);
		const opened = openServer(request, sending);
		if (!opened) return refused("the sink has no server");
		const server = { ...opened, memory };
		const index = indexOf(sending);
		return (
			(await learnVersion(server, sending.target)) ??
			(await makeIndex(server, sending.target, index)) ??
			writeDocument(server, sending, index)
		);
	};
}

function refused(reason: string): PostingOutcome {
	return { kind: "refused", reason };
}

function indexOf({ target, posting }: Sending): string {
	const day = posting.post.firstAt.toISOString().slice(0, 10);
	return `${target.index.name}-${day}`;
}

function openServer(
	request: SendGuarded,
	{ target, reveal, signal }: Sending,
): Omit<Server, "memory"> | undefined {
	const address = URL.parse(reveal(target.server) ?? "");
	if (!address) return undefined;
	const headers = authorization(
		reveal(target.username) ?? decodeURIComponent(address.username),
		reveal(target.password) ?? decodeURIComponent(address.password),
	);
	address.username = "";
	address.password = "";
	const base = address.pathname.replace(/\/+$/, "");
	return {
		address: address.href,
		ask: (method, path, body) =>
			request(new URL(base + path, address), {
				method,
				headers: body ? { ...headers, "content-type": body.type } : headers,
				...(body ? { body: body.text } : {}),
				skipTLSVerify: target.skipTLSVerify,
				signal,
			}),
	};
}

function authorization(
	username: string,
	password: string,
): Readonly<Record<string, string>> {
	if (username === "" && password === "") return {};
	const token = Buffer.from(`${username}:${password}`).toString("base64");
	return { authorization: `Basic ${token}` };
}

/** Only where it matters. Undefined when it is known; otherwise what came of asking. */
async function learnVersion(
	{ address, ask, memory }: Server,
	{ index }: Target,
): Promise<PostingOutcome | undefined> {
	const key = `version ${address}`;
	if (!index.type || memory.recall(key) !== undefined) return undefined;
	const answer = await ask("GET", "/");
	const outcome = outcomeOf(answer);
	if (outcome.kind !== "delivered") return outcome;
	const about = aboutSchema.safeParse(readJson(answer.body));
	if (!about.success) return refused("the server is no Elasticsearch");
	memory.remember(key, about.data.version.number.split(".")[0] ?? "");
	return undefined;
}

/** Only where the configuration says how: otherwise the first document makes it. Undefined when it is there. */
async function makeIndex(
	{ address, ask, memory }: Server,
	{ index: { shards, replicas } }: Target,
	index: string,
): Promise<PostingOutcome | undefined> {
	const key = `index ${address} ${index}`;
	const isDefault = shards === undefined && replicas === undefined;
	if (isDefault || memory.recall(key) !== undefined) return undefined;
	const settings = { number_of_shards: shards, number_of_replicas: replicas };
	const answer = await ask("PUT", `/${encodeURIComponent(index)}`, {
		text: JSON.stringify({ settings }),
		type: "application/json",
	});
	const outcome = outcomeOf(answer);
	if (outcome.kind !== "delivered" && !isThereAlready(answer)) return outcome;
	memory.remember(key, "made");
	return undefined;
}

function isThereAlready({ status, body }: GuardedAnswer): boolean {
	if (status !== 400) return false;
	const problem = problemSchema.safeParse(readJson(body));
	return (
		problem.success &&
		/^(resource|index)_already_exists_exception$/.test(problem.data.error.type)
	);
}

async function writeDocument(
	{ address, ask, memory }: Server,
	sending: Sending,
	index: string,
): Promise<PostingOutcome> {
	const { target, posting } = sending;
	const { type } = target.index;
	const major = Number(memory.recall(`version ${address}`) ?? Number.NaN);
	const action = {
		_index: index,
		_id: posting.id,
		...(type && major <= lastWithTypes ? { _type: type } : {}),
	};
	const document = {
		source: posting.notice.group,
		data: dataOf(sending),
		timeStamp: posting.post.firstAt.toISOString(),
	};
	const answer = await ask("POST", "/_bulk", {
		text: `${JSON.stringify({ index: action })}\n${JSON.stringify(document)}\n`,
		type: "application/x-ndjson",
	});
	return bulkOutcome(answer);
}

/** The request may succeed and its only document fail. */
function bulkOutcome(answer: GuardedAnswer): PostingOutcome {
	const outcome = outcomeOf(answer);
	if (outcome.kind !== "delivered") return outcome;
	const bulk = bulkSchema.safeParse(readJson(answer.body));
	if (!bulk.success)
		return {
			kind: "retry",
			afterMs: 0,
			reason: "the server's answer is none of Elasticsearch's",
		};
	const status = bulk.data.items[0]?.index.status ?? 0;
	return outcomeOf({ status, retryAfterMs: answer.retryAfterMs });
}

function readJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
