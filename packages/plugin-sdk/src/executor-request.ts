import type {
	ExecuteContext,
	ExecuteRequest,
} from "./gen/executor/executor_pb.ts";
import { splitWords } from "./split-words.ts";

/** One command for an executor, as the host sent it. */
export interface ExecutorRequest {
	/** The whole command, the plugin's name included. */
	readonly command: string;
	/** The same, split by the host. Undefined from hosts that do not; `requestWords` gives words either way. */
	readonly words: readonly string[] | undefined;
	/** What the command reads from its standard input; undefined when nothing was given. */
	readonly input: Uint8Array | undefined;
	/** YAML of every bound configuration, in binding order; a later one wins. */
	readonly configs: readonly string[];
	/** A kubeconfig lent for this command; empty when the binding lends none. */
	readonly kubeconfig: Uint8Array;
	readonly isInteractivitySupported: boolean;
	/** JSON of Slack's block-action state; empty elsewhere. */
	readonly slackState: Uint8Array;
	/** The chat message the command came in. */
	readonly message: {
		readonly text: string;
		readonly url: string;
		readonly parentActivityId: string;
		readonly userMention: string;
		readonly userDisplayName: string;
	};
	readonly incomingWebhookBaseUrl: string;
}

/** The words of a command: those of the host, else the command split by the rules of `splitWords` (and its errors). */
export function requestWords(request: ExecutorRequest): string[] {
	return request.words ? [...request.words] : splitWords(request.command);
}

/** Takes a request off the wire. */
export function fromWire(
	request: Pick<ExecuteRequest, "command" | "configs" | "context"> & {
		readonly words?: readonly string[];
		readonly input?: Uint8Array | undefined;
	},
): ExecutorRequest {
	const decoder = new TextDecoder();
	const { context } = request;
	return {
		command: request.command,
		words: request.words?.length ? request.words : undefined,
		input: request.input,
		configs: request.configs.map((config) => decoder.decode(config.rawYAML)),
		kubeconfig: context?.kubeConfig ?? new Uint8Array(),
		isInteractivitySupported: context?.isInteractivitySupported ?? false,
		slackState: context?.slackState ?? new Uint8Array(),
		message: messageOf(context),
		incomingWebhookBaseUrl: context?.incomingWebhook?.baseSourceURL ?? "",
	};
}

function messageOf(
	context: ExecuteContext | undefined,
): ExecutorRequest["message"] {
	const message = context?.message;
	return {
		text: message?.text ?? "",
		url: message?.url ?? "",
		parentActivityId: message?.parentActivityId ?? "",
		userMention: message?.user?.mention ?? "",
		userDisplayName: message?.user?.displayName ?? "",
	};
}
