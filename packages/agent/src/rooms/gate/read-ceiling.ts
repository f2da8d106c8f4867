import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { parse } from "yaml";
import { type Ceiling, ceilingSchema, defaultCeiling } from "./ceiling.ts";

/** The ceiling in the agent's own file; the default one when no file is set. @throws Error naming the file and each problem in it. */
export function readCeiling(file: string | undefined): Ceiling {
	if (!file) return defaultCeiling;
	const result = ceilingSchema.safeParse(parse(textOf(file)));
	if (result.success) return { ...result.data, file };
	const problems = result.error.issues.map(
		(issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`,
	);
	throw new Error(`${file}: ${problems.join("; ")}`);
}

function textOf(file: string): string {
	try {
		return readBoundedText(file, { pipes: true });
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Error(`${file} cannot be read: ${reason}`, { cause });
	}
}
