import type { Exchange } from "./exchange.ts";
import { sendText } from "./respond.ts";

const readyChecks = `ping
log
informer-sync
poststarthook/start-apiserver-admission-initializer
poststarthook/generic-apiserver-start-informers
poststarthook/priority-and-fairness-config-consumer
poststarthook/priority-and-fairness-filter
poststarthook/storage-object-count-tracker-hook
poststarthook/start-apiextensions-informers
poststarthook/start-apiextensions-controllers
poststarthook/crd-informer-synced
poststarthook/start-system-namespaces-controller
poststarthook/start-cluster-authentication-info-controller
poststarthook/start-kube-apiserver-identity-lease-controller
poststarthook/start-kube-apiserver-identity-lease-garbage-collector
poststarthook/start-legacy-token-tracking-controller
poststarthook/start-service-ip-repair-controllers
poststarthook/rbac/bootstrap-roles
poststarthook/scheduling/bootstrap-system-priority-classes
poststarthook/priority-and-fairness-config-producer
poststarthook/bootstrap-controller
poststarthook/aggregator-reload-proxy-client-cert
poststarthook/start-kube-aggregator-informers
poststarthook/apiservice-status-local-available-controller
poststarthook/apiservice-status-remote-available-controller
poststarthook/apiservice-registration-controller
poststarthook/apiservice-wait-for-first-sync
poststarthook/apiservice-discovery-controller
poststarthook/kube-apiserver-autoregistration
autoregister-completion
poststarthook/apiservice-openapi-controller
poststarthook/apiservice-openapiv3-controller
shutdown`.split("\n");

const names = new Map([
	["/healthz", "healthz"],
	["/livez", "livez"],
	["/readyz", "readyz"],
]);

/** Whether the path asks for health, as a whole or for one check. */
export function isHealthPath(path: string): boolean {
	return names.has(path) || /^\/(healthz|livez|readyz)\//.test(path);
}

/** Answers `ok`, or each check when `verbose` is asked for. */
export function answerHealth(exchange: Exchange): void {
	const { path } = exchange.info;
	const name = names.get(path);
	if (name === undefined || !exchange.url.searchParams.has("verbose")) {
		sendText(exchange, 200, "ok");
		return;
	}
	const checks =
		name === "readyz"
			? readyChecks
			: readyChecks.filter(
					(check) => check !== "informer-sync" && check !== "shutdown",
				);
	const lines = checks.map((check) => `[+]${check} ok\n`).join("");
	sendText(exchange, 200, `${lines}${name} check passed\n`);
}

/** The version this server speaks as. */
export const serverVersion = {
	major: "1",
	minor: "32",
	gitVersion: "v1.32.13",
	gitCommit: "63adf010aa20e104c0b7043b47f42f50c9f72b17",
	gitTreeState: "clean",
	buildDate: "2026-02-26T20:11:03Z",
	goVersion: "go1.23.5",
	compiler: "gc",
	platform: "linux/amd64",
};

/** Answers `/version`, indented for everyone as the real server does. */
export function answerVersion(exchange: Exchange): void {
	sendText(
		exchange,
		200,
		JSON.stringify(serverVersion, undefined, 2),
		"application/json",
	);
}
