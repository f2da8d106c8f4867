import { isAbsolute } from "node:path";
import { dependencyProgram } from "@quarterdeck/plugin-sdk";

/**
 * The absolute path of a program that a configuration names: a dependency of the plugin by its name, or a path that
 * the agent's operator allowed in QD_EXEC_PROGRAMS. The only reader of the environment in this plugin.
 *
 * @throws an error for people when the operator allowed no such path, or the host put no such dependency into place.
 */
export function findProgram(program: string): string {
	if (!isAbsolute(program)) return dependencyProgram(program);
	const allowed = (process.env.QD_EXEC_PROGRAMS ?? "").split(",");
	if (allowed.includes(program)) return program;
	throw new Error(
		`The agent does not allow the program ${program}. Whoever runs the agent can allow it with --exec-programs or QD_EXEC_PROGRAMS.`,
	);
}
