import { AppError } from "@quarterdeck/contract";
import type { AppliedConfiguration } from "../../../rooms/catalog/index.ts";

/** What a person reads about a change of the configuration: that it is so now, or that a second member is waited for. @throws AppError */
export function whatCameOfIt(
	{ applied, waiting, problems }: AppliedConfiguration,
	done: string,
): string {
	if (applied) return `${done}\n`;
	if (!waiting)
		throw new AppError("CONFIGURATION_INVALID", { count: problems.length });
	return [
		`This widens rights, so it waits for a second member as change ${waiting.number}:`,
		...waiting.widens.map((sentence) => `  ${sentence}`),
		"Somebody else approves it on the Configuration page.",
		"",
	].join("\n");
}
