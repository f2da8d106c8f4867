import type { ResourceAttributes } from "../rbac/index.ts";
import { StatusError } from "../status-error.ts";
import type { AccessControl } from "./access-control.ts";
import {
	serviceAccountGroups,
	splitServiceAccount,
	type User,
} from "./user.ts";

const extraPrefix = "impersonate-extra-";

interface Wish {
	readonly user: string;
	readonly groups: readonly string[];
	readonly uid: string;
	readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * The user a request is made as. Each impersonated name is asked of the authorizer for the real user;
 * throws Forbidden for the first that is denied, and a 500 when no user is named, as the real server does.
 */
export function impersonate(
	real: User,
	headers: NodeJS.Dict<string[]>,
	path: string,
	access: AccessControl,
): User {
	const wish = readWish(headers);
	if (!wish) return real;
	if (wish.user === "") throw withoutUser(wish, path);
	for (const attributes of attributesOf(wish)) {
		access.demand(real, attributes);
	}
	return userOf(wish);
}

function readWish(headers: NodeJS.Dict<string[]>): Wish | undefined {
	const extra: Record<string, string[]> = {};
	for (const [name, values] of Object.entries(headers)) {
		if (!name.startsWith(extraPrefix)) continue;
		extra[unescapeKey(name.slice(extraPrefix.length))] = values ?? [];
	}
	const wish = {
		user: headers["impersonate-user"]?.[0] ?? "",
		groups: headers["impersonate-group"] ?? [],
		uid: headers["impersonate-uid"]?.[0] ?? "",
		extra,
	};
	const isEmpty =
		wish.user === "" &&
		wish.groups.length === 0 &&
		wish.uid === "" &&
		Object.keys(extra).length === 0;
	return isEmpty ? undefined : wish;
}

function unescapeKey(key: string): string {
	try {
		return decodeURIComponent(key);
	} catch {
		return key;
	}
}

function withoutUser(wish: Wish, path: string): StatusError {
	const wanted = [
		...wish.groups.map((name) => `{Group  ${name}  }`),
		...(wish.uid === "" ? [] : [`{UID  ${wish.uid}  }`]),
	].join(" ");
	return new StatusError({
		code: 500,
		reason: "InternalError",
		message: `Internal Server Error: ${JSON.stringify(path)}: requesting [${wanted}] without impersonating a user`,
	});
}

function attributesOf(wish: Wish): ResourceAttributes[] {
	const account = splitServiceAccount(wish.user);
	const asked = [
		account
			? ask("", "serviceaccounts", account.name, account.namespace)
			: ask("", "users", wish.user),
		...wish.groups.map((group) => ask("", "groups", group)),
	];
	for (const [key, values] of Object.entries(wish.extra)) {
		for (const value of values) {
			asked.push({
				...ask("authentication.k8s.io", "userextras", value),
				subresource: key,
			});
		}
	}
	if (wish.uid !== "") {
		asked.push(ask("authentication.k8s.io", "uids", wish.uid));
	}
	return asked;
}

function ask(
	group: string,
	resource: string,
	name: string,
	namespace = "",
): ResourceAttributes {
	return { verb: "impersonate", group, resource, name, namespace };
}

function userOf(wish: Wish): User {
	const isAnonymous = wish.user === "system:anonymous";
	const account = splitServiceAccount(wish.user);
	const groups = [...wish.groups];
	if (groups.length === 0 && account) {
		groups.push(...serviceAccountGroups(account.namespace));
	}
	const marker = isAnonymous
		? "system:unauthenticated"
		: "system:authenticated";
	const isMarked =
		groups.includes("system:authenticated") ||
		groups.includes("system:unauthenticated");
	if (!isMarked) groups.push(marker);
	return {
		username: wish.user,
		groups,
		...(wish.uid === "" ? {} : { uid: wish.uid }),
		...(Object.keys(wish.extra).length > 0 ? { extra: wish.extra } : {}),
	};
}
