export {
	codeBlock,
	commandButton,
	linkButton,
	plaintext,
	sections,
} from "./build-message.ts";
export { maxCollectedBytes } from "./collect-output.ts";
export { ConfigInvalid, type ConfigSchema } from "./config-schema.ts";
export { dependencyProgram } from "./dependency-program.ts";
export type {
	ExecuteContext,
	ExecuteStreamContext,
	ExecuteStreamResult,
	ExecutorDefinition,
	SimpleExecutor,
	StreamingExecutorDefinition,
} from "./executor-definition.ts";
export { type ExecutorRequest, requestWords } from "./executor-request.ts";
export {
	createHclog,
	type LogLevel,
	logLevels,
	type PluginLog,
} from "./hclog.ts";
export { ConfigUnreadable, mergeConfigs } from "./merge-configs.ts";
export {
	type PluginEnvironment,
	processMarkVariable,
	readPluginEnvironment,
} from "./plugin-environment.ts";
export {
	type ProgramEnd,
	type RunProgramOptions,
	runProgram,
} from "./run-program.ts";
export { serveExecutor } from "./serve-executor.ts";
export { serveSource } from "./serve-source.ts";
export type {
	ExternalRequest,
	SourceContext,
	SourceDefinition,
	SourceEvent,
	SourceListener,
	SourceStreamContext,
	SourceStreamRequest,
} from "./source-definition.ts";
export { CommandUnreadable, quoteWords, splitWords } from "./split-words.ts";
export { createAnsiStripper, stripAnsi } from "./strip-ansi.ts";
export {
	kubeconfigMissingText,
	withTemporaryKubeconfig,
} from "./temporary-kubeconfig.ts";
export {
	executor,
	type TypedSimpleExecutor,
	type TypedStreamingExecutor,
} from "./typed-executor.ts";
export { source, type TypedSource } from "./typed-source.ts";
