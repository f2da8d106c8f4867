import { applyDefaults } from "../defaults/index.ts";
import type { KubeObject } from "../kube-object.ts";
import type { Maker } from "./maker.ts";

const ageMinutes = 60 * 24 * 40;
const rbacGroup = "rbac.authorization.k8s.io";

/** A namespace's object. */
export function namespaceObject(maker: Maker, name: string): KubeObject {
	return applyDefaults(
		maker.make({
			apiVersion: "v1",
			kind: "Namespace",
			ageMinutes,
			metadata: { name, labels: { team: name.split("-")[0] ?? name } },
		}),
	);
}

/** What stands in a namespace beside its workloads: an account, rights, settings, secrets and storage. */
export function* namespaceContents(
	maker: Maker,
	namespace: string,
): Generator<KubeObject> {
	const make = (
		apiVersion: string,
		kind: string,
		name: string,
		fields: Record<string, unknown> = {},
	) =>
		applyDefaults(
			maker.make({
				apiVersion,
				kind,
				ageMinutes,
				metadata: { name, namespace },
				fields,
			}),
		);
	yield make("v1", "ServiceAccount", "app");
	yield make(`${rbacGroup}/v1`, "Role", "app", {
		rules: [
			{
				apiGroups: [""],
				resources: ["configmaps"],
				verbs: ["get", "list", "watch"],
			},
		],
	});
	yield make(`${rbacGroup}/v1`, "RoleBinding", "app", {
		roleRef: { apiGroup: rbacGroup, kind: "Role", name: "app" },
		subjects: [{ kind: "ServiceAccount", name: "app", namespace }],
	});
	yield make("v1", "ConfigMap", "settings", {
		data: { "log.level": "info", region: "eu-central", feature: "checkout-v2" },
	});
	yield make("v1", "Secret", "db", {
		data: {
			password: encoded(maker.random.suffix(24)),
			user: encoded(namespace),
		},
	});
	yield make("v1", "Secret", "tls", {
		type: "kubernetes.io/tls",
		data: {
			"tls.crt": encoded("a certificate would stand here"),
			"tls.key": encoded("a key would stand here"),
		},
	});
	yield make("v1", "PersistentVolumeClaim", "data", claimFields(maker));
}

const encoded = (text: string): string => Buffer.from(text).toString("base64");

function claimFields(maker: Maker): Record<string, unknown> {
	const isBound = maker.random.chance(90);
	const accessModes = ["ReadWriteOnce"];
	const spec = {
		accessModes,
		storageClassName: "standard",
		resources: { requests: { storage: "10Gi" } },
	};
	if (!isBound) return { spec, status: { phase: "Pending" } };
	return {
		spec: { ...spec, volumeName: `pvc-${maker.random.uid()}` },
		status: {
			phase: "Bound",
			accessModes: [...accessModes],
			capacity: { storage: "10Gi" },
		},
	};
}

/** The storage class that the claims name. */
export function storageClassObject(maker: Maker): KubeObject {
	return applyDefaults(
		maker.make({
			apiVersion: "storage.k8s.io/v1",
			kind: "StorageClass",
			ageMinutes,
			metadata: {
				name: "standard",
				annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
			},
			fields: {
				provisioner: "csi.example.com",
				volumeBindingMode: "WaitForFirstConsumer",
				allowVolumeExpansion: true,
			},
		}),
	);
}
