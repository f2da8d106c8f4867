import {
	aliasesOf,
	type Catalog,
	pluginsBound,
	requireReadableChannel,
} from "../../../rooms/catalog/index.ts";
import type { Fleet } from "../../../rooms/fleet/index.ts";
import type { Caller, Permissions } from "../../../rooms/permissions/index.ts";
import type { UnfinishedCommand } from "../commands.ts";
import { completeText } from "./complete-text.ts";
import type { Completions } from "./completions.ts";

/** Ways to continue a text in a channel. @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED. */
export async function completeCommand(
	deps: {
		readonly catalog: Pick<Catalog, "currentConfiguration">;
		readonly fleet: Pick<Fleet, "suggestTargets">;
		readonly permissions: Permissions;
	},
	caller: Caller,
	written: UnfinishedCommand,
): Promise<Completions> {
	const { organisationId } = caller;
	const { configuration } =
		await deps.catalog.currentConfiguration(organisationId);
	const channel = await requireReadableChannel(
		deps,
		caller,
		configuration,
		written,
	);
	const known = {
		executors: pluginsBound(configuration, channel.bindings.executors),
		aliases: aliasesOf(configuration),
	};
	return completeText(written.text, written.cursor, known, (prefix) =>
		deps.fleet.suggestTargets(organisationId, prefix),
	);
}
