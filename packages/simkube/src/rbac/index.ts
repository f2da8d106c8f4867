export { aggregateRules } from "./aggregate-rules.ts";
export { type Authorizer, createAuthorizer } from "./authorizer.ts";
export { bootstrapRbacObjects } from "./bootstrap-objects.ts";
export {
	escalationMessage,
	forbiddenError,
} from "./forbidden.ts";
export type { RbacSource } from "./grant-index.ts";
export type {
	Attributes,
	PolicyRule,
	ResourceAttributes,
	RoleRef,
	User,
} from "./rbac-types.ts";
