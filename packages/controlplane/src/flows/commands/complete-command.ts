import {
	aliasesOf,
	type Catalog,
	pluginsBound,
} from "../../rooms/catalog/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";
import type { Asker } from "../../rooms/permissions/index.ts";
import { requireOpenChannel } from "./closed-channels.ts";
import type { Commands } from "./commands.ts";
import { completeText } from "./complete/complete-text.ts";
import type { Completions } from "./complete/completions.ts";

/** What can be said next in a console channel. @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED. */
export async function completeCommand(
	deps: {
		readonly catalog: Pick<Catalog, "currentConfiguration">;
		readonly fleet: Pick<Fleet, "suggestTargets">;
	},
	asker: Asker,
	said: Parameters<Commands["complete"]>[1],
): Promise<Completions> {
	const { organisationId } = asker;
	const { configuration, channel } = await requireOpenChannel(
		deps,
		asker,
		said.channel,
	);
	const sayable = {
		executors: pluginsBound(configuration, channel.bindings.executors),
		aliases: aliasesOf(configuration),
	};
	return completeText(said.text, said.cursor, sayable, (prefix) =>
		deps.fleet.suggestTargets(organisationId, prefix),
	);
}
