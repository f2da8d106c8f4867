import type { Installation } from "../installation/installation.ts";
import type { PortRegistry } from "../installation/port-registry.ts";
import type { MachineContext } from "../machine-context.ts";
import type { ProgramForm } from "../processes/own-programs.ts";
import type { Stoppable } from "../processes/shutdown.ts";
import type { Reloader } from "../reload/reloader.ts";
import type { Stopwatch } from "./stopwatch.ts";
import type { UpOptions } from "./up-options.ts";

/** What stands below the control plane, and how to take it away again. */
export interface Started<T> extends Stoppable {
	readonly value: T;
	stop(): Promise<void>;
}

/** What everything that `qd up` starts is given. */
export interface LaunchContext {
	readonly options: UpOptions;
	readonly machine: MachineContext;
	readonly installation: Installation;
	readonly ports: PortRegistry;
	readonly cacheDir: string;
	/** One line for the person at the terminal. */
	readonly say: (line: string) => void;
	/** Aborted when what is starting should give up. */
	readonly signal: AbortSignal;
	readonly stopwatch: Stopwatch;
	/** What of our own programs is run: with `qd dev` their sources, else their bundles. */
	readonly form: ProgramForm;
	/** Told of each part that runs sources of the checkout; with `qd dev` only. */
	readonly reloader: Pick<Reloader, "add"> | undefined;
}
