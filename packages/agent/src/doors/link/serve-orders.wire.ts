import {
	type AgentConfiguration,
	configure,
	type RunEnd,
	rotate,
	run,
} from "@quarterdeck/contract";
import type { AgentLink } from "@quarterdeck/wire";
import type { Configurations } from "../../flows/configurations.ts";
import type { RenewCredentialJob } from "../../flows/renew-credential.job.ts";
import type { CommandRunner } from "../../flows/run-command.ts";

/** The verbs the control plane may call. The wire has checked their shape and runs each order once; here they are handed over. */
export function serveOrders(
	link: Pick<AgentLink, "serve">,
	deps: {
		readonly runner: CommandRunner;
		readonly configurations: Configurations;
		readonly credential: Pick<RenewCredentialJob, "rotate">;
	},
): void {
	link.serve(run, ({ request, signal, out }): Promise<RunEnd> => {
		return deps.runner.run({
			order: request,
			signal,
			write: (output) => out.write(output),
		});
	});
	link.serve(configure, async ({ request }) => takeOver(request, deps));
	link.serve(rotate, async () => ({ userKey: await deps.credential.rotate() }));
}

function takeOver(
	configuration: AgentConfiguration,
	deps: { readonly configurations: Configurations },
): { version: number; changed: boolean } {
	const changed = deps.configurations.apply(configuration);
	return {
		version: deps.configurations.current()?.version ?? configuration.version,
		changed,
	};
}
