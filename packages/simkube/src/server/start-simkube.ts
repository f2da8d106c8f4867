import { randomBytes } from "node:crypto";
import { createSelfSignedCertificate } from "@quarterdeck/runtime";
import { createControllerLoop } from "../controllers/controller-loop.ts";
import { createControllers } from "../controllers/create-controllers.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { createIdentities } from "../resources/identities.ts";
import { createResourceRegistry } from "../resources/resource-registry.ts";
import { createObjectStore } from "../store/object-store.ts";
import { createKubelet } from "../workload/kubelet.ts";
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

/** Starts an API server of its own: HTTPS on the given or a free port. Several may live in one process. */
export async function startSimkube(
	options: SimkubeOptions = {},
): Promise<Simkube> {
	const name = options.name ?? "simkube";
	const host = options.host ?? "127.0.0.1";
	const tls = options.tls ?? newCertificate(name, host);
	const adminToken = randomBytes(24).toString("base64url");
	const state = createState(options);
	const access = createAccessControl(state.store);
	const serviceAccountTokens = createServiceAccountTokens(state);
	const authenticator = createAuthenticator({
		staticTokens: staticTokens(options, adminToken),
		serviceAccountTokens,
	});
	const faults = createFaultBox();
	const requests = createRequestLog(requestLogLimit);
	const route = createRouter({
		state,
		access,
		authenticator,
		serviceAccountTokens,
	});
	const { clock } = state;
	const handle = createRequestHandler({
		authenticator,
		access,
		faults,
		requests,
		clock,
		route,
	});
	state.guards.push(createRbacWriteGuard(access));
	followDefinitions(state);
	const onError = options.onError ?? ((error: unknown) => console.error(error));
	const controllers = createControllerLoop({
		store: state.store,
		controllers: [
			...createControllers(state, tls.certificatePem),
			...(options.workload === "pending" ? [] : [createKubelet(state)]),
		],
		onError,
	});
	const listener = await startListening({
		host,
		port: options.port ?? 0,
		tls,
		handle,
		onError,
	});
	faults.onDropConnections(listener.dropConnections);
	const isRunning = options.workload !== "pending";
	bootstrap(state, {
		nodes: isRunning ? (options.nodes ?? 1) : 0,
		port: listener.port,
	});
	controllers.settle();
	const url = `https://${host.includes(":") ? `[${host}]` : host}:${listener.port}`;
	let stopping: Promise<void> | undefined;

	async function stopNow(): Promise<void> {
		controllers.stop();
		await listener.close();
	}

	function stop(): Promise<void> {
		stopping ??= stopNow();
		return stopping;
	}

	const caCertificatePem = tls.certificatePem;
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
		writeLog() {},
		stop,
		[Symbol.asyncDispose]: stop,
	};
}

function newCertificate(name: string, host: string) {
	return createSelfSignedCertificate({
		commonName: name,
		hosts: [...new Set([host, "127.0.0.1", "localhost"])],
	});
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
