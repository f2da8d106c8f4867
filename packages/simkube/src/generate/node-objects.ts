import type { KubeObject } from "../kube-object.ts";
import type { Maker } from "./maker.ts";

const zones = ["a", "b", "c"] as const;
const ageMinutes = 60 * 24 * 40;

/** One node. The first is the control plane; now and then one is cordoned, and rarer one is lost. */
export function nodeObject(
	maker: Maker,
	{ name, index, of }: { name: string; index: number; of: number },
): KubeObject {
	const isControlPlane = index === 0 && of > 2;
	const isLost = index > 3 && index % 37 === 36;
	const isCordoned = index > 3 && index % 23 === 22;
	const resources = {
		cpu: "8",
		memory: "32612348Ki",
		pods: "110",
		"ephemeral-storage": "101430960Ki",
	};
	return maker.make({
		apiVersion: "v1",
		kind: "Node",
		ageMinutes,
		metadata: { name, labels: nodeLabels(name, index, isControlPlane) },
		fields: {
			spec: {
				podCIDR: `10.${128 + (index >> 8)}.${index % 256}.0/24`,
				...(isCordoned ? { unschedulable: true } : {}),
				taints: [
					...(isControlPlane
						? [
								{
									key: "node-role.kubernetes.io/control-plane",
									effect: "NoSchedule",
								},
							]
						: []),
					...(isCordoned
						? [
								{
									key: "node.kubernetes.io/unschedulable",
									effect: "NoSchedule",
								},
							]
						: []),
				],
			},
			status: {
				addresses: [
					{
						type: "InternalIP",
						address: addressOfNode(name),
					},
					{ type: "Hostname", address: name },
				],
				capacity: resources,
				allocatable: { ...resources, cpu: "7800m", memory: "31588348Ki" },
				conditions: nodeConditions(maker, isLost),
				nodeInfo: nodeInfo(maker),
			},
		},
	});
}

/** Where a node is reached; it follows from the number its name ends in. */
export function addressOfNode(name: string): string {
	const number = Number(/\d+$/.exec(name)?.[0] ?? 1) - 1;
	return `10.0.${Math.floor(number / 250) % 256}.${(number % 250) + 4}`;
}

function nodeLabels(
	name: string,
	index: number,
	isControlPlane: boolean,
): Record<string, string> {
	return {
		"beta.kubernetes.io/arch": "amd64",
		"kubernetes.io/arch": "amd64",
		"kubernetes.io/hostname": name,
		"kubernetes.io/os": "linux",
		"topology.kubernetes.io/zone": `zone-${zones[index % zones.length]}`,
		...(isControlPlane ? { "node-role.kubernetes.io/control-plane": "" } : {}),
	};
}

function nodeConditions(maker: Maker, isLost: boolean): unknown[] {
	const times = {
		lastHeartbeatTime: maker.minutesAgo(isLost ? 47 : 1),
		lastTransitionTime: maker.minutesAgo(isLost ? 46 : ageMinutes),
	};
	const pressures = ["Memory", "Disk", "PID"].map((what) => ({
		type: `${what}Pressure`,
		status: isLost ? "Unknown" : "False",
		reason: isLost ? "NodeStatusUnknown" : `KubeletHasSufficient${what}`,
		message: isLost
			? "Kubelet stopped posting node status."
			: `kubelet has sufficient ${what.toLowerCase()} available`,
		...times,
	}));
	return [
		...pressures,
		{
			type: "Ready",
			status: isLost ? "Unknown" : "True",
			reason: isLost ? "NodeStatusUnknown" : "KubeletReady",
			message: isLost
				? "Kubelet stopped posting node status."
				: "kubelet is posting ready status",
			...times,
		},
	];
}

function nodeInfo(maker: Maker): Record<string, string> {
	const machineID = maker.random.uid().replaceAll("-", "");
	return {
		architecture: "amd64",
		bootID: maker.random.uid(),
		containerRuntimeVersion: "containerd://1.7.24",
		kernelVersion: "6.1.0-28-amd64",
		kubeProxyVersion: "v1.32.13",
		kubeletVersion: "v1.32.13",
		machineID,
		operatingSystem: "linux",
		osImage: "Debian GNU/Linux 12 (bookworm)",
		systemUUID: maker.random.uid(),
	};
}
