import { renew } from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import {
	type AgentLink,
	type BusTrust,
	busTrust,
	createNkey,
	jwtLifetimeMs,
	publicKey,
} from "@quarterdeck/wire";
import type { AgentCredential, JoinedCredential } from "./agent-credential.ts";
import {
	createDiskCredentialStore,
	credentialFile,
} from "./credential-store.disk.ts";
import { createKubeCredentialStore } from "./credential-store.kube.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type BusSettings, createWireEnrolment } from "./enrolment.wire.ts";
import { joinFleet } from "./join-fleet.ts";
import {
	type CredentialRenewal,
	createCredentialRenewal,
} from "./renew-credential.job.ts";

export { createDiskCredentialStore, createKubeCredentialStore, credentialFile };

/** The agent's credential: obtained once, renewed from then on. */
export interface CredentialRoom {
	/** The credential this agent acts with. @throws as `joinFleet`. */
	join(
		request: {
			readonly tokenText: string | undefined;
			readonly servers: readonly string[] | undefined;
			readonly clusterUid: string | undefined;
		},
		signal: AbortSignal,
	): Promise<JoinedCredential>;
	/** How the bus has to prove itself, by the settings and the newest credential. */
	readonly trust: BusTrust;
	/** Renews it over the link it connects. */
	renew(
		link: Pick<AgentLink, "ask" | "useCredential">,
		credential: AgentCredential,
	): CredentialRenewal;
}

/** Asks and renews over the bus. */
export function createCredentialRoom(deps: {
	readonly store: CredentialStore;
	readonly bus: BusSettings;
	readonly agentVersion: string;
	readonly clock: Clock;
	readonly log: Log;
}): CredentialRoom {
	const { store, agentVersion, clock, log } = deps;
	let newest: AgentCredential | undefined;
	return {
		trust: busTrust({ ...deps.bus, handed: () => newest?.ca }),
		async join({ tokenText, servers, clusterUid }, signal) {
			const enrolment = createWireEnrolment({
				bus: deps.bus,
				clock,
				log,
			});
			const joined = await joinFleet(
				{ tokenText, servers },
				{
					store,
					enrolment,
					lifetimeOf,
					agentVersion,
					clusterUid,
					clock,
					log,
					signal,
				},
			);
			newest = joined;
			return joined;
		},
		renew: (link, credential) =>
			createCredentialRenewal({
				store: {
					async write(next) {
						await store.write(next);
						newest = next;
					},
				},
				credential,
				createKey() {
					const { seed, id } = createNkey("user");
					return { seed, userKey: id };
				},
				userKeyOf: publicKey,
				renew: (request, signal) => link.ask(renew, request, { signal }),
				use: ({ jwt, seed, orderKeys }) =>
					link.useCredential({
						jwt,
						seed,
						...(orderKeys ? { orderKeys } : {}),
					}),
				lifetimeOf,
				clock,
				log,
			}),
	};
}

function lifetimeOf(jwt: string): number {
	const lifetimeMs = jwtLifetimeMs(jwt);
	if (lifetimeMs === undefined)
		throw new Error("the control plane issued a credential without an end");
	return lifetimeMs;
}
