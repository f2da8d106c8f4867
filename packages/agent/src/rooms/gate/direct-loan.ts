import type { Identity } from "./identity.ts";
import type { Loan } from "./loan.ts";
import { writeKubeconfig } from "./loan-kubeconfig.ts";

/** A port: the agent's own credentials in the form a kubeconfig holds them. Only for `settings.credentials: direct`. */
export interface OwnCredentials {
	/** Rejects when they cannot be put into a kubeconfig, with the reason. */
	read(): Promise<{
		readonly server: string;
		readonly certificateAuthorityPem: string | undefined;
		readonly insecure: boolean;
		readonly serverName: string | undefined;
		readonly user: Readonly<Record<string, unknown>>;
	}>;
}

/**
 * Botkube's kubeconfig (docs/architecture/botkube-compatibility.md#kubeconfig): the agent's own token with `as` and `as-groups`. Whoever holds it can be
 * anyone the agent may impersonate, for as long as the token lives; nothing is recorded. Only for set-ups that need it.
 */
export async function directLoan(
	credentials: OwnCredentials,
	identity: Identity,
	clusterName: string,
): Promise<Loan> {
	const own = await credentials.read();
	const user =
		identity.kind === "anonymous"
			? {}
			: {
					...own.user,
					as: identity.user,
					...(identity.groups.length > 0
						? { "as-groups": [...identity.groups] }
						: {}),
				};
	return {
		kubeconfig: writeKubeconfig({ ...own, clusterName, user }),
		end: () => undefined,
	};
}
