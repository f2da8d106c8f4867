import type { OrganisationId } from "@quarterdeck/contract";
import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";
import type { Catalog } from "../../../rooms/catalog/index.ts";
import type { Fleet } from "../../../rooms/fleet/index.ts";
import type { Caller } from "../../../rooms/permissions/index.ts";

/** What built-in commands may read and change. */
export interface BuiltInDeps {
	readonly fleet: Pick<Fleet, "listClusters">;
	readonly catalog: Pick<Catalog, "editConfiguration" | "showConfiguration">;
	readonly version: string;
}

export interface BuiltInRequest {
	readonly caller: Caller;
	readonly organisationId: OrganisationId;
	readonly words: readonly string[];
	readonly configuration: Configuration;
	readonly channel: Channel;
}

/** A command that the control plane answers itself, or what one of its verbs can be said of. */
export interface BuiltIn {
	/** The name first, then other words for it. */
	readonly names: readonly string[];
	/** For the help. */
	readonly does: string;
	/** What follows it in the help, e.g. `NAME`. */
	readonly takes?: string;
	/** @param rest the words behind its name. @throws AppError what cannot be done. */
	readonly answer: (
		deps: BuiltInDeps,
		request: BuiltInRequest,
		rest: readonly string[],
	) => Promise<string>;
}

/** A first word, with what it can be said of; with none, it is a command itself. */
export interface BuiltInVerb {
	readonly verb: string;
	readonly features: readonly BuiltIn[];
	/** The feature that is meant when none is named. */
	readonly byDefault?: BuiltIn;
}
