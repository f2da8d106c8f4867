import type { KubeObject } from "../kube-object.ts";
import type { Faults } from "./faults.ts";
import type { KubeconfigOptions } from "./kubeconfig.ts";
import type { RequestLog } from "./request-record.ts";

/** How a simkube is to be. Everything has a default. */
export interface SimkubeOptions {
	readonly name?: string;
	/** 0, the default, takes a free one. */
	readonly port?: number;
	readonly host?: string;
	/** A self-signed certificate for `host` is made when absent. */
	readonly tls?: {
		readonly certificatePem: string;
		readonly privateKeyPem: string;
	};
	/** Milliseconds since the epoch; the machine's clock when absent. */
	readonly clock?: () => number;
	/** Makes uids and name suffixes repeatable. */
	readonly seed?: number;
	readonly tokens?: readonly {
		readonly token: string;
		readonly username: string;
		readonly groups: readonly string[];
	}[];
	/** Keeps the state over restarts: read at start, written at stop and a little after each change. */
	readonly dataFile?: string;
	/** How many changes of each resource a watch may go back; older versions answer 410. */
	readonly watchHistory?: number;
	/** Serves `metrics.k8s.io` with made-up figures, for `kubectl top`. */
	readonly metrics?: boolean;
	/** `running` lets a made-up kubelet run Pods; `pending` leaves them unscheduled, as without a scheduler. */
	readonly workload?: "running" | "pending";
	/** How many Nodes a running workload has; 1 when absent. */
	readonly nodes?: number;
	/** Hears of what went wrong inside; written to the console when absent. */
	readonly onError?: (error: unknown) => void;
}

/** Objects straight in the store, without HTTP and without rights. */
export interface SimkubeObjects {
	/** Keeps objects as they are, many at once; controllers do not react to them. Unknown kinds throw. */
	put(objects: KubeObject | Iterable<KubeObject>): void;
	/** Creates or replaces one object as the administrator would: with defaults, checks and controllers. */
	apply(object: KubeObject): KubeObject;
	get(
		apiVersion: string,
		kind: string,
		name: string,
		namespace?: string,
	): KubeObject | undefined;
	list(apiVersion: string, kind: string, namespace?: string): KubeObject[];
	/** Deletes as the administrator would; deleting what is not there is nothing. */
	remove(
		apiVersion: string,
		kind: string,
		name: string,
		namespace?: string,
	): void;
	/** Lets the controllers finish what they have to do, now. */
	settle(): void;
	/** Forgets the past, so that watches and pages from before answer 410. */
	compact(): void;
	/** How many objects there are, of all kinds. */
	count(): number;
	readonly resourceVersion: number;
}

/** A running API server. */
export interface Simkube extends AsyncDisposable {
	readonly name: string;
	readonly url: string;
	readonly caCertificatePem: string;
	readonly adminToken: string;
	kubeconfig(options?: KubeconfigOptions): string;
	readonly objects: SimkubeObjects;
	readonly requests: Omit<RequestLog, "add">;
	readonly faults: Faults;
	/** Appends to what `kubectl logs` shows of a container. */
	writeLog(pod: {
		namespace: string;
		name: string;
		container?: string;
		text: string;
	}): void;
	/** Ends every connection and saves. A second call is the same stop. */
	stop(): Promise<void>;
}
