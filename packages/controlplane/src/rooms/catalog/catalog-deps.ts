import type { OrganisationId } from "@quarterdeck/contract";
import type {
	Clock,
	Log,
	Outbox,
	Signals,
	Transact,
} from "@quarterdeck/runtime";
import type { Audit } from "../audit/index.ts";
import type { Fleet } from "../fleet/index.ts";
import type { Accounts } from "../people/index.ts";
import type { Permissions } from "../permissions/index.ts";
import type { ConfigurationFeed } from "./configuration-feed.ts";
import type { ConfigurationStore } from "./configuration-store.ts";
import type { ProposalStore } from "./review/proposal-store.ts";
import type { FindOrganisationSecret } from "./secrets/organisation-secrets.ts";
import type { ShownTexts } from "./secrets/shown-texts.ts";

export interface CatalogDeps {
	readonly configurationStore: ConfigurationStore;
	readonly proposalStore: ProposalStore;
	readonly shownTexts: ShownTexts;
	readonly findSecret: FindOrganisationSecret;
	readonly appliedConfigurations: Pick<
		Signals<OrganisationId>,
		"announce" | "follow"
	>;
	readonly feed: ConfigurationFeed;
	readonly fleet: Pick<Fleet, "connectedAgents" | "onHeartbeat" | "addressOf">;
	readonly accounts: Pick<Accounts, "findPerson" | "lockActor">;
	readonly permissions: Permissions;
	readonly audit: Audit;
	readonly outbox: Outbox;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly log: Log;
}
