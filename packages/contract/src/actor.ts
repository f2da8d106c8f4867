import { z } from "zod";
import { idSchema } from "./ids.ts";

/** Who speaks: a person of the organisation, as the control plane knows them at this moment, or one of its actions. */
export const actorSchema = z.object({
	personId: idSchema("person"),
	email: z.string().max(320),
	displayName: z.string().max(256),
	/** Names of the person's groups; what `UserGroupName` maps. */
	groups: z.array(z.string().max(256)).max(200).default([]),
	/**
	 * The name of the action that speaks by itself. Then there is no person: the id is the action's own, `email` says what it is called
	 * and is no address, and only Static mappings apply.
	 */
	automation: z.string().min(1).max(256).optional(),
});
export type Actor = z.output<typeof actorSchema>;
