import type { KubeObject, ObjectMeta, OwnerReference } from "../kube-object.ts";
import { createRandom, type Random } from "./seeded-random.ts";

/** What every object of one cluster is made with. */
export interface Maker {
	readonly random: Random;
	readonly nodeCount: number;
	/** An instant so many minutes before now, in the form objects carry. */
	minutesAgo(minutes: number): string;
	/** An object born `ageMinutes` ago, with a uid. */
	make(of: {
		readonly apiVersion: string;
		readonly kind: string;
		readonly metadata: ObjectMeta & { readonly name: string };
		readonly ageMinutes: number;
		readonly fields?: Readonly<Record<string, unknown>>;
	}): KubeObject;
	/** The next free address for a pod. */
	podIP(): string;
	/** The next free address for a service. */
	serviceIP(): string;
}

export function createMaker(of: {
	readonly seed: number | string;
	readonly nowMs: number;
	readonly nodeCount: number;
}): Maker {
	const { seed, nowMs, nodeCount } = of;
	const random = createRandom(seed);
	const minutesAgo = (minutes: number) =>
		`${new Date(nowMs - Math.round(minutes * 60_000)).toISOString().slice(0, 19)}Z`;
	const pods = addresses(10, 128);
	const services = addresses(10, 96);
	return {
		random,
		nodeCount,
		minutesAgo,
		make: ({ apiVersion, kind, metadata, ageMinutes, fields }) => ({
			apiVersion,
			kind,
			metadata: {
				...metadata,
				uid: random.uid(),
				creationTimestamp: minutesAgo(ageMinutes),
			},
			...fields,
		}),
		podIP: pods,
		serviceIP: services,
	};
}

// Sixteen bits of hosts and then the next block, so that no two of some millions are alike.
function addresses(first: number, block: number): () => string {
	let given = 0;
	return () => {
		given += 1;
		const high = block + Math.floor(given / 65_536);
		return `${first}.${high}.${Math.floor(given / 256) % 256}.${given % 256}`;
	};
}

/** A reference to the controller that keeps an object. */
export function ownedBy(owner: KubeObject): OwnerReference[] {
	return [
		{
			apiVersion: owner.apiVersion,
			kind: owner.kind,
			name: owner.metadata.name ?? "",
			uid: owner.metadata.uid ?? "",
			controller: true,
			blockOwnerDeletion: true,
		},
	];
}
