import { idSchema } from "@quarterdeck/contract";
import type { SignalChannel } from "@quarterdeck/runtime";
import { z } from "zod";

const keptBatchSchema = z.object({
	organisationId: idSchema("organisation"),
	agentId: idSchema("agent"),
	epoch: idSchema("epoch"),
	first: z.int(),
	last: z.int(),
});
/** Notices were kept, and posts made or changed: those of these events of an agent. */
export type KeptBatch = z.output<typeof keptBatchSchema>;

export const keptNotices: SignalChannel<KeptBatch> = {
	name: "kept-notices",
	schema: keptBatchSchema,
};
