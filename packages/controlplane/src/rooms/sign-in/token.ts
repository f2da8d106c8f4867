import type {
	ApiTokenId,
	ClusterId,
	MachineTokenId,
	OrganisationId,
} from "@quarterdeck/contract";
import type { TokenScope } from "../people/index.ts";

/** An API token as its person sees it. */
export interface ApiTokenView {
	readonly id: ApiTokenId;
	readonly label: string;
	readonly scopes: readonly TokenScope[];
	readonly createdAt: Date;
	readonly expiresAt: Date | undefined;
	/** To a minute or so. */
	readonly lastUsedAt: Date | undefined;
}

/** Speaks for one cluster and may only read it. It ends with the cluster. */
export interface MachineToken {
	readonly id: MachineTokenId;
	readonly organisationId: OrganisationId;
	readonly clusterId: ClusterId;
	readonly label: string;
	readonly createdAt: Date;
	readonly expiresAt: Date | undefined;
	/** To a minute or so. */
	readonly lastUsedAt: Date | undefined;
}
