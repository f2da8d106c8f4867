import {
	type AgentConfiguration,
	configure,
	type KeepHeadRequest,
	keepHead,
	type RunEnd,
	readPluginLogs,
	restartPlugin,
	rotate,
	run,
} from "@quarterdeck/contract";
import type { AgentLink } from "@quarterdeck/wire";
import type { PluginOrders } from "../../flows/plugin-orders.ts";
import type { CommandRunner } from "../../flows/run-command.ts";
import type { ConfigurationInUse } from "../../rooms/configuration/index.ts";
import type { CredentialRenewal } from "../../rooms/credential/index.ts";
import type { KeptHead } from "../../rooms/heads/index.ts";

/** The verbs the control plane may call. The wire has checked their shape and runs each order once; here they are handed over. */
export function serveOrders(
	link: Pick<AgentLink, "serve">,
	deps: {
		readonly runner: CommandRunner;
		readonly configuration: ConfigurationInUse;
		readonly credential: Pick<CredentialRenewal, "rotate">;
		readonly pluginOrders: PluginOrders;
		readonly keepHead: (head: KeepHeadRequest) => KeptHead;
	},
): void {
	link.serve(run, ({ request, endsAtMs, signal, out }): Promise<RunEnd> => {
		return deps.runner.run({
			order: request,
			endsAtMs,
			signal,
			write: (output) => out.write(output),
			onWaiting: (before) => out.wait({ before }),
		});
	});
	link.serve(configure, async ({ request }) => useConfiguration(request, deps));
	link.serve(rotate, async () => ({ userKey: await deps.credential.rotate() }));
	link.serve(readPluginLogs, async ({ request }) =>
		deps.pluginOrders.logs(request),
	);
	link.serve(restartPlugin, async ({ request }) =>
		deps.pluginOrders.restart(request),
	);
	link.serve(keepHead, async ({ request }) => deps.keepHead(request));
}

function useConfiguration(
	newer: AgentConfiguration,
	deps: { readonly configuration: ConfigurationInUse },
): { version: number; changed: boolean } {
	const changed = deps.configuration.apply(newer);
	return {
		version: deps.configuration.current()?.version ?? newer.version,
		changed,
	};
}
