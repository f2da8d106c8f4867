export {
	type ClusterRun,
	type CommandEvent,
	commandEvents,
} from "./command-events.ts";
