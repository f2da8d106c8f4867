import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./at-exit.ts";

/** Whatever can do something when it is over: the context of a test. */
export interface Ending {
	after(act: () => void | Promise<void>): void;
}

/** A new empty folder, removed when the test `t` is over, or with the process when no test is given. */
export function tempDir(t?: Ending): string {
	const folder = mkdtempSync(join(tmpdir(), "qd-test-"));
	const remove = () =>
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	if (t) t.after(remove);
	else atExit(remove);
	return folder;
}
