import { AppError, type PluginEntry } from "@quarterdeck/contract";
import { mapIdentity } from "../rooms/gate/index.ts";

/** Whom the cluster sees when this source looks; undefined when its entry maps nobody. @throws AppError IDENTITY_UNMAPPED for a mapping that needs a person or a channel: a source has neither. */
export function sourceIdentity({ rbac }: Pick<PluginEntry, "rbac">) {
	for (const type of [rbac?.user?.type, rbac?.group?.type])
		if (type && type !== "Static")
			throw new AppError("IDENTITY_UNMAPPED", {
				reason: `the mapping is of type ${type}, and a source has no person and no channel: only Static names can be lent to it`,
			});
	return mapIdentity(rbac, {
		actor: { email: "", groups: [] },
		conversation: { channel: "" },
	});
}
