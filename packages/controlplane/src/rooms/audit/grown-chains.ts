import { idSchema, type OrganisationId } from "@quarterdeck/contract";
import type { SignalChannel } from "@quarterdeck/runtime";

/** Signals that the chain of an organisation grew; sent by the statement that appends to it. */
export const grownChains: SignalChannel<OrganisationId> = {
	name: "audit",
	schema: idSchema("organisation"),
};
