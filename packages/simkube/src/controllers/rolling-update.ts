import type { KubeObject } from "../kube-object.ts";

type Sizes = Map<KubeObject, number>;

/**
 * The next sizes of a Deployment's ReplicaSets, as the real controller finds them: the new one grows as far
 * as the surge allows, the old ones shrink as far as availability allows, unhealthy Pods first.
 */
export function rollOut(
	deployment: KubeObject,
	newest: KubeObject,
	sets: readonly KubeObject[],
): Sizes {
	const sizes: Sizes = new Map(sets.map((set) => [set, set.spec.replicas]));
	const self = sets.find((set) => set.metadata.uid === newest.metadata.uid);
	if (!self) return new Map();
	const old = sets.filter((set) => set !== self).sort(byAge);
	const wanted: number = deployment.spec.replicas;
	if (deployment.spec.strategy?.type === "Recreate") {
		for (const set of old) sizes.set(set, 0);
		const isAlone = old.every((set) => (set.status?.replicas ?? 0) === 0);
		if (isAlone) sizes.set(self, wanted);
		return sizes;
	}
	const { maxSurge, maxUnavailable } = limitsOf(deployment);
	growNewest(sizes, self, wanted, wanted + maxSurge);
	shrinkOld(sizes, self, old, wanted - maxUnavailable);
	return sizes;
}

/** The sizes after the Deployment itself was resized: each living ReplicaSet keeps its share. */
export function sizesAfterScaling(
	deployment: KubeObject,
	living: readonly KubeObject[],
	max: number,
): Sizes {
	const wanted: number = deployment.spec.replicas;
	if (living.length <= 1) return new Map(living.map((set) => [set, wanted]));
	const total = living.reduce((sum, set) => sum + set.spec.replicas, 0);
	const allowed = wanted > 0 ? max : 0;
	const sizes: Sizes = new Map();
	let left = allowed;
	for (const set of living) {
		const share = Math.min(
			left,
			Math.round((set.spec.replicas / total) * allowed),
		);
		sizes.set(set, share);
		left -= share;
	}
	const last = living.at(-1) as KubeObject;
	sizes.set(last, (sizes.get(last) ?? 0) + left);
	return sizes;
}

function byAge(left: KubeObject, right: KubeObject): number {
	return (
		revisionOf(left) - revisionOf(right) ||
		((left.metadata.name as string) < (right.metadata.name as string) ? -1 : 1)
	);
}

function revisionOf(set: KubeObject): number {
	return Number(
		set.metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0,
	);
}

function limitsOf(deployment: KubeObject) {
	const wanted: number = deployment.spec.replicas;
	const { maxSurge = 0, maxUnavailable = 0 } =
		deployment.spec.strategy?.rollingUpdate ?? {};
	const surge = resolve(maxSurge, wanted, Math.ceil);
	const unavailable = resolve(maxUnavailable, wanted, Math.floor);
	// Both at nothing would stand still for ever.
	return {
		maxSurge: surge,
		maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable,
	};
}

function resolve(
	amount: number | string,
	total: number,
	round: (value: number) => number,
): number {
	if (typeof amount === "number") return amount;
	return round((Number.parseFloat(amount) / 100) * total);
}

function total(sizes: Sizes): number {
	return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function growNewest(
	sizes: Sizes,
	self: KubeObject,
	wanted: number,
	maxTotal: number,
): void {
	const size = sizes.get(self) ?? 0;
	const room = Math.max(0, maxTotal - total(sizes));
	sizes.set(
		self,
		size > wanted ? wanted : size + Math.min(room, wanted - size),
	);
}

function shrinkOld(
	sizes: Sizes,
	self: KubeObject,
	old: readonly KubeObject[],
	minAvailable: number,
): void {
	const available = (set: KubeObject): number =>
		set.status?.availableReplicas ?? 0;
	const newUnavailable = (sizes.get(self) ?? 0) - available(self);
	let spare = total(sizes) - minAvailable - newUnavailable;
	if (spare <= 0) return;
	for (const set of old) {
		const size = sizes.get(set) ?? 0;
		const unhealthy = Math.max(0, size - available(set));
		const cut = Math.min(spare, unhealthy, size);
		sizes.set(set, size - cut);
		spare -= cut;
	}
	const healthy = [self, ...old].reduce((sum, set) => sum + available(set), 0);
	let surplus = Math.min(spare, healthy - minAvailable);
	for (const set of old) {
		const size = sizes.get(set) ?? 0;
		const cut = Math.max(0, Math.min(surplus, size));
		sizes.set(set, size - cut);
		surplus -= cut;
	}
}
