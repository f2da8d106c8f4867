import {
	type ConfigurationProblem,
	checkConfiguration,
} from "@quarterdeck/contract/configuration";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { nameOf } from "./read-bytes.ts";

/**
 * The problems of a file by its rules alone, when that is wanted or nobody is signed in, which is said; undefined when the control
 * plane is to be asked.
 */
export function checkOffline(
	bytes: Uint8Array,
	file: string,
	{ offline = false }: { readonly offline?: boolean },
	context: Pick<CommandContext, "api" | "terminal">,
): readonly ConfigurationProblem[] | undefined {
	if (!offline) {
		if (isSignedIn(context)) return undefined;
		context.terminal.say(
			"Not signed in: checked by the rules of this qd, without a control plane and its agents.\n",
		);
	}
	return checkConfiguration(bytes, nameOf(file)).problems;
}

function isSignedIn(context: Pick<CommandContext, "api">): boolean {
	try {
		context.api();
		return true;
	} catch (error) {
		if (error instanceof CliFailure && error.exitCode === exitCodes.unreachable)
			return false;
		throw error;
	}
}
