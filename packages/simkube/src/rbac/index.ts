export { aggregateRules } from "./aggregate-rules.ts";
export { type Authorizer, createAuthorizer } from "./authorizer.ts";
export { bootstrapRbacObjects } from "./bootstrap-objects.ts";
export {
	escalationMessage,
	forbiddenError,
	forbiddenMessage,
} from "./forbidden.ts";
export type { RbacSource } from "./grant-index.ts";
export type {
	Attributes,
	PathAttributes,
	PolicyRule,
	ResourceAttributes,
	RoleRef,
	Subject,
	User,
} from "./rbac-types.ts";
