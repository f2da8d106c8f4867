import type { KubeObject } from "../kube-object.ts";
import { ageOf, list, nameOf, sizeOf } from "./cell-text.ts";
import type { CellsOf } from "./table-types.ts";

const modes = new Map([
	["ReadWriteOnce", "RWO"],
	["ReadOnlyMany", "ROX"],
	["ReadWriteMany", "RWX"],
	["ReadWriteOncePod", "RWOP"],
]);

// In the order of the table above, whatever the order in the object.
function accessModes(wanted: unknown): string {
	const held = new Set(list(wanted));
	return [...modes]
		.filter(([mode]) => held.has(mode))
		.map(([, short]) => short)
		.join(",");
}

function storageClassOf(object: KubeObject): string {
	return (
		object.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ??
		object.spec?.storageClassName ??
		""
	);
}

const claim: CellsOf = (object, nowMs) => {
	const { spec, status } = object;
	const isBound = Boolean(spec?.volumeName);
	return [
		nameOf(object),
		object.metadata.deletionTimestamp === undefined
			? (status?.phase ?? "")
			: "Terminating",
		spec?.volumeName ?? "",
		isBound ? String(status?.capacity?.storage ?? "0") : "",
		isBound ? accessModes(status?.accessModes) : "",
		storageClassOf(object),
		spec?.volumeAttributesClassName ?? "<unset>",
		ageOf(object, nowMs),
		spec?.volumeMode ?? "<unset>",
	];
};

const volume: CellsOf = (object, nowMs) => {
	const { spec, status } = object;
	const claimRef = spec?.claimRef;
	return [
		nameOf(object),
		String(spec?.capacity?.storage ?? "0"),
		accessModes(spec?.accessModes),
		spec?.persistentVolumeReclaimPolicy ?? "",
		object.metadata.deletionTimestamp === undefined
			? (status?.phase ?? "")
			: "Terminating",
		claimRef ? `${claimRef.namespace}/${claimRef.name}` : "",
		storageClassOf(object),
		spec?.volumeAttributesClassName ?? "<unset>",
		status?.reason ?? "",
		ageOf(object, nowMs),
		spec?.volumeMode ?? "<unset>",
	];
};

const storageClass: CellsOf = (object, nowMs) => {
	const isDefault =
		object.metadata.annotations?.[
			"storageclass.kubernetes.io/is-default-class"
		] === "true";
	return [
		isDefault ? `${nameOf(object)} (default)` : nameOf(object),
		object.provisioner ?? "",
		object.reclaimPolicy ?? "Delete",
		object.volumeBindingMode ?? "Immediate",
		object.allowVolumeExpansion === true,
		ageOf(object, nowMs),
	];
};

const attachment: CellsOf = (object, nowMs) => [
	nameOf(object),
	object.spec?.attacher ?? "",
	object.spec?.source?.persistentVolumeName ?? "",
	object.spec?.nodeName ?? "",
	object.status?.attached === true,
	ageOf(object, nowMs),
];

const driver: CellsOf = (object, nowMs) => {
	const spec = object.spec ?? {};
	const audiences = list(spec.tokenRequests).map(({ audience }) => audience);
	return [
		nameOf(object),
		spec.attachRequired !== false,
		spec.podInfoOnMount === true,
		spec.storageCapacity === true,
		audiences.length === 0 ? "<unset>" : audiences.join(","),
		spec.requiresRepublish === true,
		list(spec.volumeLifecycleModes).join(",") || "<none>",
		ageOf(object, nowMs),
	];
};

/** Cells of the kinds that store, by `group/kind`. */
export const storageCells: Record<string, CellsOf> = {
	PersistentVolumeClaim: claim,
	PersistentVolume: volume,
	"storage.k8s.io/StorageClass": storageClass,
	"storage.k8s.io/VolumeAttachment": attachment,
	"storage.k8s.io/CSIDriver": driver,
	"storage.k8s.io/CSINode": (object, nowMs) => [
		nameOf(object),
		sizeOf(object.spec?.drivers),
		ageOf(object, nowMs),
	],
	"storage.k8s.io/CSIStorageCapacity": (object) => [
		nameOf(object),
		object.storageClassName ?? "",
		String(object.capacity ?? "<unset>"),
	],
};
