import type { BuiltIn } from "./built-in-command.ts";

/** The configuration in force, its secrets replaced. */
export const showConfiguration: BuiltIn = {
	names: ["config", "cfg", "configuration"],
	does: "show the configuration without its secrets",
	answer: async ({ catalog }, { organisationId }) => {
		const { version, yaml } = await catalog.showConfiguration(organisationId);
		return version === 0
			? "No configuration has been applied yet.\n"
			: `# version ${version}\n${yaml}`;
	},
};
