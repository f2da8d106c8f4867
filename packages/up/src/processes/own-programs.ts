/** How Node runs a program of a checkout. */
export interface NodeProgram {
	/** The file, below the root of the checkout. */
	readonly script: string;
	readonly nodeFlags: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/** Bundles are smaller and start sooner; sources are what `qd dev` reloads. */
export type ProgramForm = "bundle" | "sources";

/**
 * Our programs. By default V8 lets its young generation grow to 48 MiB before it collects; `semiSpaceMiB` is a third of that bound. None of
 * ours allocates enough to need more (bench/README.md has what it saves).
 */
const programs = {
	agent: {
		folder: "packages/agent",
		semiSpaceMiB: 1,
		// Both give their garbage back at rest.
		moreFlags: ["--expose-gc"],
	},
	controlplane: {
		folder: "packages/controlplane",
		semiSpaceMiB: 4,
		moreFlags: ["--expose-gc"],
	},
	simkube: { folder: "packages/simkube", semiSpaceMiB: 4, moreFlags: [] },
} as const;

/**
 * glibc gives each thread an arena of its own and raises the sizes from which it returns memory as it goes; what V8's compiler threads
 * needed for a moment then stays for good. 32 KiB is the size of the pieces in which V8 takes memory to parse and compile: below the
 * threshold, what a process still needs lies scattered between those that are free again.
 */
const allocator = {
	MALLOC_ARENA_MAX: "1",
	MALLOC_MMAP_THRESHOLD_: "32768",
	MALLOC_TRIM_THRESHOLD_: "65536",
};

/** One of our own programs, in the form wanted. */
export function ownProgram(
	name: keyof typeof programs,
	form: ProgramForm,
): NodeProgram {
	const { folder, semiSpaceMiB, moreFlags } = programs[name];
	return {
		script: `${folder}/${form === "bundle" ? "dist/main.js" : "src/main.ts"}`,
		nodeFlags: [
			`--max-semi-space-size=${semiSpaceMiB}`,
			"--v8-pool-size=1",
			...moreFlags,
		],
		env: allocator,
	};
}
