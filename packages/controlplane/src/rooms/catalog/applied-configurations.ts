import { idSchema, type OrganisationId } from "@quarterdeck/contract";
import type { SignalChannel } from "@quarterdeck/runtime";

/** Signals that an organisation has a new configuration version; sent by the transaction that stores it. */
export const appliedConfigurations: SignalChannel<OrganisationId> = {
	name: "applied-configurations",
	schema: idSchema("organisation"),
};
