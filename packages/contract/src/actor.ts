import { z } from "zod";
import { idSchema } from "./ids.ts";

/** Who speaks: a person of the organisation, as the control plane knows them at this moment. */
export const actorSchema = z.object({
	personId: idSchema("person"),
	email: z.string().max(320),
	displayName: z.string().max(256),
	/** Names of the person's groups; what `UserGroupName` maps. */
	groups: z.array(z.string().max(256)).max(200).default([]),
});
export type Actor = z.output<typeof actorSchema>;
