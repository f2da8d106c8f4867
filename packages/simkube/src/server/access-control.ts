import {
	type Attributes,
	type Authorizer,
	createAuthorizer,
	forbiddenError,
} from "../rbac/index.ts";
import type { ObjectStore } from "../store/object-store.ts";
import type { RequestInfo } from "./request-info.ts";
import type { User } from "./user.ts";

export interface AccessControl {
	readonly authorizer: Authorizer;
	/** Throws Forbidden, in the real server's words, unless `user` may. */
	demand(user: User, attributes: Attributes): void;
}

/** RBAC over the roles and bindings that are in the store at the moment of the question. */
export function createAccessControl(store: ObjectStore): AccessControl {
	const group = "rbac.authorization.k8s.io";
	let revision = 0;
	for (const kind of rbacResources) {
		store.subscribeTo(`${group}/${kind}`, () => {
			revision += 1;
		});
	}
	const objects = (kind: string, namespace?: string) =>
		store.list(`${group}/${kind}`, namespace).map((stored) => stored.object);
	const authorizer = createAuthorizer({
		clusterRoles: () => objects("clusterroles"),
		roles: (namespace) => objects("roles", namespace),
		clusterRoleBindings: () => objects("clusterrolebindings"),
		roleBindings: (namespace) => objects("rolebindings", namespace),
		revision: () => revision,
	});
	return {
		authorizer,
		demand(user, attributes) {
			const { allowed, reason } = authorizer.authorize(user, attributes);
			if (!allowed) throw forbiddenError(user, attributes, reason);
		},
	};
}

const rbacResources = [
	"clusterroles",
	"roles",
	"clusterrolebindings",
	"rolebindings",
];

/** What the authorizer is asked about a request. */
export function attributesOf(info: RequestInfo): Attributes {
	if (!info.isResource) return { verb: info.verb, path: info.path };
	const { verb, group, resource, subresource, namespace, name } = info;
	return { verb, group, resource, subresource, namespace, name };
}
