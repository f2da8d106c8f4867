export type { Actor } from "./actor.ts";
export {
	type AgentConfiguration,
	type AgentSettings,
	agentConfigurationSchema,
	agentSettingsSchema,
	credentialModes,
	mayUseNetwork,
	type PluginEntry,
	type PluginNetwork,
	type PluginSettings,
	pluginMemoryBytes,
	pluginNetworks,
	restartPolicies,
	type SourceGroup,
	sandboxModes,
	type Weakening,
	weakenings,
	weakeningsAsked,
} from "./agent-configuration.ts";
export {
	type AgentEvent,
	agentEventSchema,
	type EventBatch,
	type EventsCommitted,
	maxEventBatchBytes,
	maxEventBatchesPerSecond,
	maxEventCharacters,
	maxEventsPerBatch,
	newEvents,
} from "./agent-event.ts";
export {
	AppError,
	asAppError,
	type ErrorBody,
	errorBody,
	errorBodySchema,
	errorFromBody,
} from "./app-error.ts";
export { assertNever } from "./assert-never.ts";
export { authoritiesSchema, maxAuthoritiesLength } from "./authorities.ts";
export {
	type ChannelKey,
	type Conversation,
	channelKeyText,
	isSameChannel,
	type Platform,
	platforms,
} from "./conversation.ts";
export { durationRule, readDuration } from "./duration.ts";
export * from "./errors.ts";
export { escapeControls } from "./escape-controls.ts";
export * from "./facts.ts";
export * from "./ids.ts";
export {
	formatJoinToken,
	type JoinTokenContent,
	readJoinToken,
} from "./join-token.ts";
export {
	isLabel,
	type Labels,
	matchesSelector,
	parseSelector,
	type Requirement,
} from "./label-selector.ts";
export {
	type Message,
	messageSchema,
} from "./message.ts";
export { hintFor, nearestName } from "./nearest-name.ts";
export {
	boundNotice,
	type Notice,
	type NoticeLevel,
	type NoticeObject,
	noticeKind,
	noticeLevels,
	noticeSchema,
} from "./notice.ts";
export {
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "./page.ts";
export { type PluginKey, parsePluginKey } from "./plugin-key.ts";
export {
	internalStaticUser,
	type RbacMapping,
	rbacMappingSchema,
} from "./rbac-mapping.ts";
export { redactedText } from "./redacted-text.ts";
export {
	createStreamReplacer,
	createWordReplacer,
} from "./replace-words.ts";
export * from "./run.ts";
export { isSecretName } from "./secret-name.ts";
export {
	formatSecretReference,
	isSecretReference,
	readSecretReference,
	type SecretReference,
	secretReferenceKey,
} from "./secret-reference.ts";
export { secretSpansInText, secretsInText } from "./secrets-in-text.ts";
export * from "./subjects.ts";
export { unseenMarks } from "./unseen-marks.ts";
export { replaceUserinfo } from "./userinfo.ts";
export * from "./verbs/agent-verbs.ts";
export * from "./verbs/verb.ts";
