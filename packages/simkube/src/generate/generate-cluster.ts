import type { KubeObject } from "../kube-object.ts";
import {
	type ClusterOptions,
	deploymentName,
	planCluster,
	podsOfDeployment,
} from "./cluster-plan.ts";
import { deploymentObjects } from "./deployment-objects.ts";
import { jobObjects } from "./job-objects.ts";
import { createMaker, type Maker } from "./maker.ts";
import {
	namespaceContents,
	namespaceObject,
	storageClassObject,
} from "./namespace-objects.ts";
import { nodeObject } from "./node-objects.ts";
import type { PodFate } from "./pod-fate.ts";
import { serviceObjects } from "./service-objects.ts";

/** The first deployments of `shop` always fare alike, so that a demo has something to show and something to mend. */
const shopFates: Readonly<Record<string, readonly PodFate[]>> = {
	cart: ["healthy", "healthy", "restarted"],
	checkout: ["healthy", "crashing"],
	catalog: ["healthy", "healthy"],
};
const shopReplicas: Readonly<Record<string, number>> = {
	cart: 3,
	checkout: 2,
	catalog: 2,
};

/**
 * The objects of a lifelike cluster, one by one, so that its size costs time and not memory: owners come before
 * what they own and namespaces before what is in them. Uids and times are set, resource versions are not. What a
 * server makes itself (its own namespaces, `default` service accounts, default roles) is not among them.
 */
export function* generateCluster(
	options: ClusterOptions,
): Generator<KubeObject> {
	const plan = planCluster(options);
	const maker = createMaker({
		seed: options.seed,
		nowMs: options.nowMs,
		nodeCount: plan.nodes.length,
	});
	for (const [index, name] of plan.nodes.entries())
		yield nodeObject(maker, { name, index, of: plan.nodes.length });
	yield storageClassObject(maker);
	for (const name of plan.namespaces) yield namespaceObject(maker, name);
	// Pods stand where the control plane is not, when there is anywhere else.
	const [first = "", ...others] = plan.nodes;
	const nodes: readonly [string, ...string[]] =
		others.length >= 2
			? [others[0] ?? first, ...others.slice(1)]
			: [first, ...others];
	for (const [place, namespace] of plan.namespaces.entries()) {
		yield* namespaceContents(maker, namespace);
		for (let index = 0; index < plan.deploymentsPerNamespace; index += 1) {
			const counted = place * plan.deploymentsPerNamespace + index;
			yield* deploymentAndService(maker, {
				namespace,
				index,
				replicas: podsOfDeployment(plan, counted),
				nodes,
			});
		}
		if (place % 3 === 0)
			yield* jobObjects(maker, {
				namespace,
				nodeName: maker.random.pick(nodes),
			});
	}
}

function* deploymentAndService(
	maker: Maker,
	of: {
		readonly namespace: string;
		readonly index: number;
		readonly replicas: number | undefined;
		readonly nodes: readonly [string, ...string[]];
	},
): Generator<KubeObject> {
	const { namespace, index, nodes } = of;
	const name = deploymentName(index);
	const isShop = namespace === "shop";
	const fates = isShop ? shopFates[name] : undefined;
	const drawn =
		(isShop ? shopReplicas[name] : undefined) ?? 1 + maker.random.below(5);
	yield* deploymentObjects(maker, {
		...{ name, namespace, nodes },
		replicas: of.replicas ?? drawn,
		serviceAccountName: "app",
		hasSidecar: index % 4 === 0,
		...(fates === undefined ? {} : { fates }),
	});
	yield* serviceObjects(maker, {
		...{ name, namespace },
		isPublic: name === "web" || name === "gateway",
	});
}
