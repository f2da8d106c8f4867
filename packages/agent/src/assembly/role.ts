import type { Leading } from "./start-leading.ts";

/** What this agent is at the moment. */
export type CurrentRole =
	| { readonly kind: "starting" }
	/** Another agent of the cluster leads, if it is known which. */
	| { readonly kind: "standby"; readonly leader: string | undefined }
	| { readonly kind: "leading"; readonly leading: Leading };

/** Remembers it for whoever asks. */
export interface Role {
	current(): CurrentRole;
	become(role: CurrentRole): void;
}

/** Begins as `starting`. */
export function createRole(): Role {
	let role: CurrentRole = { kind: "starting" };
	return {
		current: () => role,
		become(next) {
			role = next;
		},
	};
}
