import { addClusterDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";

interface Added {
	readonly addCluster: {
		readonly token: string;
		readonly expiresAt: string;
		readonly cluster: { readonly name: string };
	};
}

/** Makes a cluster and prints its join token alone on stdout; what to do with it goes to stderr. */
export async function addOneCluster(
	name: string,
	options: { readonly label: readonly string[]; readonly again?: boolean },
	context: CommandContext,
): Promise<void> {
	const labels = options.label.map(parseLabel);
	const { addCluster } = await context.api().ask<Added>(addClusterDocument, {
		name,
		labels,
		again: options.again === true,
	});
	const { terminal } = context;
	terminal.say(
		`Cluster ${name} is waiting for its agent. The join token works once and expires at ${addCluster.expiresAt}.\nPut it into a file that only you can read, and start the agent with:\n\n  qd agent --join-file FILE\n\n`,
	);
	terminal.out(`${addCluster.token}\n`);
}

/** @throws CliFailure for anything but `name=value`. */
export function parseLabel(text: string): { name: string; value: string } {
	const at = text.indexOf("=");
	if (at <= 0)
		throw new CliFailure(
			`Invalid label ${JSON.stringify(text)}. Use the form name=value, for example region=eu.`,
			{ exitCode: exitCodes.usage },
		);
	return { name: text.slice(0, at), value: text.slice(at + 1) };
}
