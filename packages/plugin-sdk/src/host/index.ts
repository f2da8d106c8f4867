export type { ProgramTimes } from "../program-times.ts";
export { quoteWords, splitWords } from "../split-words.ts";
export type { PluginAnswer, PluginExecuteOptions } from "./execute-call.ts";
export type { MessageLimits } from "./plugin-connection.ts";
export {
	PluginFailure,
	type PluginFailureReason,
	pluginFailureReasons,
} from "./plugin-failure.ts";
export type { PluginLogLine } from "./plugin-log-line.ts";
export type { PluginKind, PluginMetadata } from "./plugin-metadata.ts";
export type { CallOptions, PluginProcess } from "./plugin-process.ts";
export type { PluginExecuteRequest } from "./plugin-request.ts";
export type {
	PluginExternalRequest,
	PluginListener,
	PluginStreamOptions,
	PluginStreamRequest,
	StreamEnd,
} from "./source-calls.ts";
export type { PluginExit } from "./spawn-plugin.ts";
export {
	defaultMessageLimits,
	type StartPluginOptions,
	startPluginProcess,
} from "./start-plugin-process.ts";
