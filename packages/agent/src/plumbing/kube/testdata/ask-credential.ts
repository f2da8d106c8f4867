import { systemClock } from "@quarterdeck/runtime";
import { createExecCredential } from "../exec-credential.ts";

/** Asks the program of the first argument for a credential, and ends as the agent does when it is asked to. */
process.on("SIGTERM", () => process.exit(0));
await createExecCredential(JSON.parse(process.argv[2] ?? ""), systemClock)();
