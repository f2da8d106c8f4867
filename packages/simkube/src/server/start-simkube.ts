import { randomBytes } from "node:crypto";
import { createSelfSignedCertificate } from "@quarterdeck/runtime";
import { createControllerLoop } from "../controllers/controller-loop.ts";
import { createControllers } from "../controllers/create-controllers.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { createIdentities } from "../resources/identities.ts";
import { createResourceRegistry } from "../resources/resource-registry.ts";
import { createObjectStore } from "../store/object-store.ts";
import {
	createStateSaver,
	readSavedState,
	type SavedIdentity,
} from "../store/saved-state.ts";
import { createKubelet } from "../workload/kubelet.ts";
import { createLogBook, type LogBook } from "../workload/log-book.ts";
import { createAccessControl } from "./access-control.ts";
import { createAuthenticator } from "./authenticate.ts";
import { bootstrap } from "./bootstrap.ts";
import { createDirectObjects } from "./direct-objects.ts";
import { createFaultBox } from "./faults.ts";
import { followDefinitions } from "./follow-definitions.ts";
import { createRbacWriteGuard } from "./guard-rbac-writes.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { startListening } from "./listen.ts";
import { createRequestHandler } from "./request-handler.ts";
import { createRequestLog } from "./request-record.ts";
import { createRouter } from "./router.ts";
import { createServiceAccountTokens } from "./service-account-tokens.ts";
import type { Simkube, SimkubeOptions } from "./simkube.ts";
import type { User } from "./user.ts";

const requestLogLimit = 2000;
const defaultWatchHistory = 1000;

/**
 * Starts an API server of its own: HTTPS on the given or a free port. Several may live in one process.
 * Rejects when the port is taken or the data file is none.
 */
export async function startSimkube(
	options: SimkubeOptions = {},
): Promise<Simkube> {
	const name = options.name ?? "simkube";
	const host = options.host ?? "127.0.0.1";
	const onError = options.onError ?? ((error: unknown) => console.error(error));
	const saved = options.dataFile ? readSavedState(options.dataFile) : undefined;
	const state = createState(options);
	const restored = saved !== undefined;
	if (saved) {
		state.store.startAfter(saved.resourceVersion);
		for (const [key, object] of saved.objects) state.store.restore(key, object);
	}
	followDefinitions(state);
	const { handle, faults, requests, logBook, identity } = createServing(
		state,
		options,
		saved?.identity ?? newIdentity(options, name, host),
	);
	const controllers = createControllerLoop({
		store: state.store,
		controllers: [
			...createControllers(state, identity.certificatePem),
			...(options.workload === "pending" ? [] : [createKubelet(state)]),
		],
		onError,
	});
	const listener = await startListening({
		host,
		port: options.port ?? 0,
		tls: identity,
		handle,
		onError,
	});
	faults.onDropConnections(listener.dropConnections);
	if (!restored) {
		const nodes = options.workload === "pending" ? 0 : (options.nodes ?? 1);
		bootstrap(state, {
			nodes,
			port: listener.port,
			metrics: options.metrics ?? false,
		});
		controllers.settle();
	}
	const saver = options.dataFile
		? createStateSaver({
				file: options.dataFile,
				store: state.store,
				identity,
				onError,
			})
		: undefined;
	const shownHost = host.includes(":") ? `[${host}]` : host;
	const url = `https://${shownHost}:${listener.port}`;
	const { adminToken, certificatePem: caCertificatePem } = identity;
	const stop = once(async () => {
		controllers.stop();
		await listener.close();
		saver?.finish();
	});
	return {
		name,
		url,
		caCertificatePem,
		adminToken,
		kubeconfig: (wish) =>
			writeKubeconfig({ name, url, caCertificatePem, token: adminToken }, wish),
		objects: createDirectObjects(state, () => controllers),
		requests,
		faults,
		writeLog: (line) => writeLog(state, logBook, line),
		stop,
		[Symbol.asyncDispose]: stop,
	};
}

/** Everything between a request and the store. */
function createServing(
	state: ClusterState,
	options: SimkubeOptions,
	known: Omit<SavedIdentity, "serviceAccountKeyPem"> & Partial<SavedIdentity>,
) {
	const access = createAccessControl(state.store);
	state.guards.push(createRbacWriteGuard(access));
	const { store, clock } = state;
	const serviceAccountTokens = createServiceAccountTokens({
		store,
		clock,
		...(known.serviceAccountKeyPem
			? { privateKeyPem: known.serviceAccountKeyPem }
			: {}),
	});
	const authenticator = createAuthenticator({
		staticTokens: staticTokens(options, known.adminToken),
		serviceAccountTokens,
	});
	const faults = createFaultBox();
	const requests = createRequestLog(requestLogLimit);
	const logBook = createLogBook(clock);
	const route = createRouter({
		state,
		access,
		authenticator,
		serviceAccountTokens,
		logBook,
	});
	const handle = createRequestHandler({
		authenticator,
		access,
		faults,
		requests,
		clock,
		route,
	});
	const serviceAccountKeyPem = serviceAccountTokens.privateKeyPem;
	const identity: SavedIdentity = { ...known, serviceAccountKeyPem };
	return { handle, faults, requests, logBook, identity };
}

function newIdentity(options: SimkubeOptions, name: string, host: string) {
	const tls =
		options.tls ??
		createSelfSignedCertificate({
			commonName: name,
			hosts: [...new Set([host, "127.0.0.1", "localhost"])],
		});
	const adminToken = randomBytes(24).toString("base64url");
	return { ...tls, adminToken };
}

function createState(options: SimkubeOptions): ClusterState {
	return {
		store: createObjectStore({
			historyLimit: options.watchHistory ?? defaultWatchHistory,
		}),
		registry: createResourceRegistry({ metrics: options.metrics ?? false }),
		identities: createIdentities(options.seed),
		clock: options.clock ?? Date.now,
		guards: [],
	};
}

function staticTokens(
	options: SimkubeOptions,
	adminToken: string,
): Map<string, User> {
	const admin: User = { username: "admin", groups: ["system:masters"] };
	const tokens = new Map<string, User>([[adminToken, admin]]);
	for (const { token, username, groups } of options.tokens ?? [])
		tokens.set(token, { username, groups });
	return tokens;
}

function writeLog(
	state: ClusterState,
	book: LogBook,
	line: { namespace: string; name: string; container?: string; text: string },
): void {
	const pod = state.store.get("/pods", line.namespace, line.name)?.object;
	if (!pod) throw new Error(`there is no Pod ${line.namespace}/${line.name}`);
	const container = line.container ?? pod.spec?.containers?.[0]?.name;
	book.append(pod.metadata.uid as string, container, line.text);
}

function once(act: () => Promise<void>): () => Promise<void> {
	let done: Promise<void> | undefined;
	return () => {
		done ??= act();
		return done;
	};
}
