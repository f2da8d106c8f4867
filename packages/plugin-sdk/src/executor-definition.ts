import type { Message } from "@quarterdeck/contract";
import type { ExecutorRequest } from "./executor-request.ts";
import type { PluginLog } from "./hclog.ts";
import type { ProgramTimes } from "./program-times.ts";

/** What an executor may use while it answers one command. */
export interface ExecuteContext {
	/** Aborts when the person cancelled, the deadline passed, or the plugin is being stopped. */
	readonly signal: AbortSignal;
	readonly log: PluginLog;
}

/** The same for an executor that streams. A write resolves when more may follow, and throws once nobody reads. */
export interface ExecuteStreamContext extends ExecuteContext {
	stdout(chunk: Uint8Array): Promise<void>;
	stderr(chunk: Uint8Array): Promise<void>;
}

export interface ExecuteStreamResult {
	readonly exitCode: number;
	/** When absent, what was streamed is the whole answer. */
	readonly message?: Message;
	/** When the program that did the work ran, for hosts that trace commands. */
	readonly program?: ProgramTimes;
}

interface ExecutorFacts {
	readonly name: string;
	/** Semantic version. */
	readonly version: string;
	readonly description: string;
	readonly documentationUrl?: string;
	/** What `help` answers. */
	readonly help: Message;
	/** JSON Schema (draft 7) of the plugin's configuration, made when first asked for. */
	readonly jsonSchema?: () => object | Promise<object>;
	/** Programs the host must fetch: name → `os/arch` → address. */
	readonly dependencies?: Readonly<
		Record<string, Readonly<Record<string, string>>>
	>;
}

/** An executor that answers once, with a message. What it throws reaches the person word for word. */
export interface SimpleExecutor extends ExecutorFacts {
	readonly execute: (
		request: ExecutorRequest,
		context: ExecuteContext,
	) => Promise<Message>;
}

/** An executor whose output is shown as it comes. What it throws reaches the person word for word. */
export interface StreamingExecutorDefinition extends ExecutorFacts {
	/** Whether it does something with a request's `input`. A command with input is refused for one that does not. */
	readonly takesInput?: boolean;
	readonly executeStream: (
		request: ExecutorRequest,
		context: ExecuteStreamContext,
	) => Promise<ExecuteStreamResult>;
}

export type ExecutorDefinition = SimpleExecutor | StreamingExecutorDefinition;
