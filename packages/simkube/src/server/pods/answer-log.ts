import type { KubeObject } from "../../kube-object.ts";
import type { ClusterState } from "../../resources/cluster-state.ts";
import { badRequest, notFound } from "../../resources/refusals.ts";
import type { LogBook, LogLine } from "../../workload/log-book.ts";
import type { Answer } from "../answer-resource.ts";
import { type Exchange, parameter } from "../exchange.ts";
import { demandContainer } from "./demand-container.ts";

/** Answers `pods/log`: what a container said, and with `follow` what it will say until it ends. */
export function createLogAnswer(state: ClusterState, book: LogBook): Answer {
	return (exchange) => {
		const { namespace, name } = exchange.info;
		const pod = state.store.get("/pods", namespace, name)?.object;
		if (!pod) throw notFound({ group: "", resource: "pods" }, name);
		const container = demandContainer(pod, parameter(exchange, "container"));
		const wish = readWish(exchange);
		if (wish.previous) throw noPrevious(name, container);
		demandStarted(pod, container);
		const { response } = exchange;
		response.writeHead(200, { "Content-Type": "text/plain" });
		const known = select(book.lines(pod, container), wish, state.clock());
		response.write(known.map((line) => show(line, wish)).join(""));
		if (!wish.follow || !isRunning(pod, container)) {
			response.end();
			return;
		}
		followUntilGone({ state, book, exchange, pod, container, wish });
	};
}

interface LogWish {
	readonly follow: boolean;
	readonly previous: boolean;
	readonly timestamps: boolean;
	readonly tailLines: number | undefined;
	readonly sinceMs: number | undefined;
	readonly sinceSeconds: number | undefined;
}

function readWish(exchange: Exchange): LogWish {
	const flag = (name: string): boolean =>
		["true", "1"].includes(parameter(exchange, name));
	const sinceTime = parameter(exchange, "sinceTime");
	return {
		follow: flag("follow"),
		previous: flag("previous"),
		timestamps: flag("timestamps"),
		tailLines: count(exchange, "tailLines"),
		sinceSeconds: count(exchange, "sinceSeconds"),
		sinceMs: sinceTime === "" ? undefined : Date.parse(sinceTime),
	};
}

function count(exchange: Exchange, name: string): number | undefined {
	const text = parameter(exchange, name);
	if (text === "") return undefined;
	if (!/^\d+$/.test(text))
		throw badRequest(
			`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
		);
	return Number(text);
}

function select(
	lines: readonly LogLine[],
	wish: LogWish,
	nowMs: number,
): readonly LogLine[] {
	const from = Math.max(
		wish.sinceMs ?? 0,
		wish.sinceSeconds === undefined ? 0 : nowMs - wish.sinceSeconds * 1000,
	);
	const recent = lines.filter((line) => line.atMs >= from);
	if (wish.tailLines === undefined) return recent;
	return wish.tailLines === 0 ? [] : recent.slice(-wish.tailLines);
}

function show(line: LogLine, wish: LogWish): string {
	const time = new Date(line.atMs).toISOString().replace("Z", "000000Z");
	return wish.timestamps ? `${time} ${line.text}\n` : `${line.text}\n`;
}

function statusOf(pod: KubeObject, container: string): KubeObject | undefined {
	return (pod.status?.containerStatuses ?? []).find(
		(each: KubeObject) => each.name === container,
	);
}

function isRunning(pod: KubeObject, container: string): boolean {
	return Boolean(statusOf(pod, container)?.state?.running);
}

function demandStarted(pod: KubeObject, container: string): void {
	const waiting = statusOf(pod, container)?.state?.waiting;
	if (!waiting) return;
	const why =
		waiting.reason === "ImagePullBackOff"
			? "trying and failing to pull image"
			: waiting.reason;
	throw badRequest(
		`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${why}`,
	);
}

function noPrevious(pod: string, container: string): Error {
	return badRequest(
		`previous terminated container "${container}" in pod "${pod}" not found`,
	);
}

function followUntilGone(of: {
	state: ClusterState;
	book: LogBook;
	exchange: Exchange;
	pod: KubeObject;
	container: string;
	wish: LogWish;
}): void {
	const { response } = of.exchange;
	const uid = of.pod.metadata.uid as string;
	const unfollow = of.book.follow(uid, of.container, (line) => {
		response.write(show(line, of.wish));
	});
	const unsubscribe = of.state.store.subscribeTo("/pods", (event) => {
		const { object } = event.stored;
		if (object.metadata.uid !== uid) return;
		if (event.type === "DELETED" || !isRunning(object, of.container))
			response.end();
	});
	response.once("close", () => {
		unfollow();
		unsubscribe();
	});
}
