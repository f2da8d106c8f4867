import { closeSync, readdirSync, readFileSync } from "node:fs";

const closeOnExec = 0o2000000;

/**
 * Descriptors beyond the first three that a program started from here would inherit. Node opens everything with close-on-exec,
 * so these came from whoever started this process: a terminal's, a supervisor's, another user's. None where there is no /proc.
 */
export function inheritedDescriptors(): number[] {
	return listDescriptors().filter(
		(descriptor) => descriptor > 2 && isInheritable(descriptor),
	);
}

/** Closes them, so that nothing this process starts can use them. Call it before anything else is opened. */
export function closeInheritedDescriptors(): void {
	for (const descriptor of inheritedDescriptors()) closeSync(descriptor);
}

function listDescriptors(): number[] {
	try {
		return readdirSync("/proc/self/fd").map(Number);
	} catch {
		return [];
	}
}

function isInheritable(descriptor: number): boolean {
	try {
		const facts = readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1");
		const flags = /^flags:\s+([0-7]+)/m.exec(facts)?.[1];
		return (
			flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0
		);
	} catch {
		// The one that listed the folder is closed by now.
		return false;
	}
}
