import { AppError } from "@quarterdeck/contract";
import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";
import type { Utterance } from "../commands.ts";

/** Whether an action says it. */
export function isAutomation({ caller }: Utterance): boolean {
	return caller.actor.automation !== undefined;
}

/**
 * Where an action speaks: the answer is read in the channel that it names, but what can be run is what the action is bound to, whatever
 * that channel's bindings and members are.
 * @throws AppError NOT_ALLOWED when the configuration in force has no such action, or has it switched off.
 */
export function channelOfAction(
	{ actions }: Configuration,
	{ caller: { actor }, platform, channel = "" }: Utterance,
): Channel {
	const name = actor.automation ?? "";
	const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
	if (!action?.enabled)
		throw new AppError("NOT_ALLOWED", {
			person: actor.email,
			action: "run commands",
			hint: "The action is switched off.",
		});
	return {
		platform,
		group: "",
		alias: "",
		name: channel,
		members: undefined,
		clusters: [],
		notificationsDisabled: false,
		bindings: { executors: action.bindings.executors, sources: [] },
	};
}
