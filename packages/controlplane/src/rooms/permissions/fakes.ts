import { asAppError } from "@quarterdeck/contract";
import { type Clock, systemClock } from "@quarterdeck/runtime";
import {
	createFakeActiveGrants,
	type FakeActiveGrants,
} from "./active-grants.fake.ts";
import type { Permissions } from "./permissions.ts";
import { createPermissions } from "./permissions.wiring.ts";

/** The room as it is, with grants that a test sets. */
export function createFakePermissions(
	given: { readonly clock?: Clock } = {},
): Permissions & { readonly activeGrants: FakeActiveGrants } {
	const activeGrants = createFakeActiveGrants();
	const permissions = createPermissions({
		activeGrants,
		clock: given.clock ?? systemClock,
		reportError: asAppError,
	});
	return { ...permissions, activeGrants };
}
