import { noActiveGrants } from "./active-grants.ts";
import { decideAll, type PermissionsDeps } from "./decide-all.ts";
import type { Permissions } from "./permissions.ts";

/** The room. It has no data of its own; without `activeGrants` nobody has a grant. */
export function createPermissions({
	activeGrants = noActiveGrants,
	...rest
}: Omit<PermissionsDeps, "activeGrants"> &
	Partial<Pick<PermissionsDeps, "activeGrants">>): Permissions {
	const deps = { activeGrants, ...rest };
	return {
		async decide(caller, action, resource) {
			const [decision] = await decideAll(deps, caller, action, [resource]);
			if (!decision) throw new TypeError("a question has one answer");
			return decision;
		},
		decideAll: (caller, action, resources) =>
			decideAll(deps, caller, action, resources),
	};
}
