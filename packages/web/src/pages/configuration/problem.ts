/** Something to mend, as the control plane tells it; line and column from 1. */
export interface Problem {
	readonly severity: string;
	readonly line: number;
	readonly column: number;
	readonly path: string;
	readonly message: string;
	readonly suggestion: string | null;
}

/** How many keep it from being applied, and how many only warn. */
export function countProblems(problems: readonly Problem[]): {
	readonly errors: number;
	readonly warnings: number;
} {
	const errors = problems.filter(isError).length;
	return { errors, warnings: problems.length - errors };
}

export function isError({ severity }: Problem): boolean {
	return severity === "error";
}

/** `2 errors, 1 warning` */
export function problemWords(problems: readonly Problem[]): string {
	const { errors, warnings } = countProblems(problems);
	const words = [counted(errors, "error"), counted(warnings, "warning")];
	return words.filter((word) => word !== "").join(", ") || "No problems";
}

function counted(count: number, noun: string): string {
	if (count === 0) return "";
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
