import { createHash } from "node:crypto";
import type { AgentId, RunEnd, RunOrder } from "@quarterdeck/contract";
import type {
	AgentRuns,
	RunAddress,
	RunAnswer,
	RunListener,
} from "./agent-runs.ts";

/** What a fake agent does with a run; `say` resolves when the output was taken. */
export type FakeAgent = (run: {
	readonly to: RunAddress;
	readonly order: RunOrder;
	readonly signal: AbortSignal;
	readonly accept: () => void;
	readonly wait: (before: number) => void;
	readonly say: (
		text: string | Uint8Array,
		kind?: "stdout" | "stderr",
	) => Promise<void>;
	/** An end with the right digest and sizes. */
	readonly end: (changes?: Partial<RunEnd>) => RunAnswer;
}) => Promise<RunAnswer>;

/** Agents that do what the test says; the orders they were given are kept. Unknown agents stay silent until stopped. */
export function createFakeAgentRuns(): AgentRuns & {
	readonly agents: Map<AgentId, FakeAgent>;
	readonly orders: RunOrder[];
} {
	const agents = new Map<AgentId, FakeAgent>();
	const orders: RunOrder[] = [];
	return {
		agents,
		orders,
		async run(to, order, listener) {
			orders.push(order);
			const agent = agents.get(to.agentId) ?? silentAgent;
			return agent(stage(to, order, listener));
		},
	};
}

/** Says nothing; gives up when told to stop. */
export const silentAgent: FakeAgent = ({ signal }) =>
	new Promise((resolve) => {
		const giveUp = () => resolve({ kind: "unanswered", accepted: false });
		if (signal.aborted) giveUp();
		signal.addEventListener("abort", giveUp, { once: true });
	});

function stage(to: RunAddress, order: RunOrder, listener: RunListener) {
	const digest = createHash("sha256");
	let sentBytes = 0;
	return {
		to,
		order,
		signal: listener.signal,
		accept: listener.onAccepted,
		wait: listener.onWaiting,
		async say(text: string | Uint8Array, kind: "stdout" | "stderr" = "stdout") {
			const bytes = typeof text === "string" ? Buffer.from(text) : text;
			digest.update(bytes);
			sentBytes += bytes.length;
			await listener.onOutput({ kind, bytes });
		},
		end: (changes: Partial<RunEnd> = {}): RunAnswer => ({
			kind: "ended",
			end: {
				outcome: "succeeded",
				exitCode: 0,
				durationMs: 1,
				outputBytes: sentBytes,
				sentBytes,
				digest: digest.digest("hex"),
				...changes,
			},
		}),
	};
}
