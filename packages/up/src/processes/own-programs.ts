/** How Node runs a program of a checkout. */
export interface NodeProgram {
	/** The file, below the root of the checkout. */
	readonly script: string;
	readonly nodeFlags: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/** Bundles are smaller and start sooner; sources are what `qd dev` reloads. */
export type ProgramForm = "bundle" | "sources";

/** Our programs, with the size in MiB up to which V8 lets the young generation of each grow before it collects it. */
const programs = {
	agent: { folder: "packages/agent", semiSpaceMiB: 1 },
	controlplane: { folder: "packages/controlplane", semiSpaceMiB: 4 },
	simkube: { folder: "packages/simkube", semiSpaceMiB: 4 },
} as const;

/**
 * A program of ours. By default V8's young generation grows to 48 MiB and glibc keeps an arena for each thread; none of ours allocates
 * enough to need either (bench/README.md has what the bounds save).
 */
export function ownProgram(
	name: keyof typeof programs,
	form: ProgramForm,
): NodeProgram {
	const { folder, semiSpaceMiB } = programs[name];
	return {
		script: `${folder}/${form === "bundle" ? "dist/main.js" : "src/main.ts"}`,
		nodeFlags: [`--max-semi-space-size=${semiSpaceMiB}`],
		env: { MALLOC_ARENA_MAX: "2" },
	};
}
