import type { Identity } from "./identity.ts";
import type { Loan } from "./loan.ts";
import { writeKubeconfig } from "./loan-kubeconfig.ts";

/** A port: the agent's own credentials in the form a kubeconfig holds them. Only for `settings.credentials: direct`. */
export interface OwnCredentials {
	/** Rejects with the reason when a kubeconfig cannot hold them. */
	read(): Promise<{
		readonly server: string;
		readonly certificateAuthorityPem: string | undefined;
		readonly insecure: boolean;
		readonly serverName: string | undefined;
		readonly user: Readonly<Record<string, unknown>>;
	}>;
}

/**
 * Botkube's kubeconfig (docs/architecture/botkube-compatibility.md#kubeconfig): the agent's own token with `as` and `as-groups`. Whoever has it can
 * act as anyone the agent may impersonate until the token expires, and nothing is recorded. Only for installations that need it.
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
		extend: () => true,
		end: () => undefined,
	};
}
