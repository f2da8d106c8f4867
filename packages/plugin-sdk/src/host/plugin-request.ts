import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { ExecuteRequestSchema } from "../gen/executor/executor_pb.ts";
import { ExecuteContextSchema } from "../gen/executor/executor_pb.ts";
import { quoteWords } from "../split-words.ts";

/** One command for a plugin. Either `words` or `command`: from words the command is written for plugins that split. */
export interface PluginExecuteRequest {
	/** The command split into words, the plugin's name first. What a streaming plugin executes. */
	readonly words?: readonly string[];
	readonly command?: string;
	/** What the command reads from its standard input. Refused by a plugin that takes none. */
	readonly input?: Uint8Array;
	/** YAML of every bound configuration, in binding order. */
	readonly configs?: readonly (string | Uint8Array)[];
	/** The kubeconfig lent for this command. */
	readonly kubeconfig?: string | Uint8Array;
	readonly isInteractivitySupported?: boolean;
	readonly slackState?: Uint8Array;
	/** The chat message the command came in. */
	readonly message?: {
		readonly text?: string;
		readonly url?: string;
		readonly parentActivityId?: string;
		readonly userMention?: string;
		readonly userDisplayName?: string;
	};
	readonly incomingWebhookBaseUrl?: string;
}

/** Puts a request on the wire. The same fields make Botkube's request and ours. */
export function toWire(request: PluginExecuteRequest): {
	readonly command: string;
	readonly configs: MessageInitShape<typeof ExecuteRequestSchema>["configs"] &
		object;
	readonly context: MessageInitShape<typeof ExecuteContextSchema>;
} {
	return {
		command: request.command ?? quoteWords(request.words ?? []),
		configs: (request.configs ?? []).map((config) => ({
			rawYAML: asBytes(config),
		})),
		context: create(ExecuteContextSchema, {
			isInteractivitySupported: request.isInteractivitySupported ?? false,
			slackState: request.slackState ?? new Uint8Array(),
			kubeConfig: asBytes(request.kubeconfig ?? ""),
			message: messageOf(request),
			incomingWebhook: {
				baseSourceURL: request.incomingWebhookBaseUrl ?? "",
			},
		}),
	};
}

function messageOf({ message }: PluginExecuteRequest) {
	return {
		text: message?.text ?? "",
		url: message?.url ?? "",
		parentActivityId: message?.parentActivityId ?? "",
		user: {
			mention: message?.userMention ?? "",
			displayName: message?.userDisplayName ?? "",
		},
	};
}

function asBytes(value: string | Uint8Array): Uint8Array {
	return typeof value === "string" ? new TextEncoder().encode(value) : value;
}
