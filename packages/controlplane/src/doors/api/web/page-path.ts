/** The first words of the paths at which the UI has pages; a test compares them with its router. */
const pages: readonly string[] = [
	"",
	"sign-in",
	"join",
	"outputs",
	"welcome",
	"o",
	"overview",
	"console",
	"clusters",
	"events",
	"configuration",
	"audit",
	"people",
	"plugins",
	"account",
];

/** Whether a path is one of the UI's own: other paths that nobody serves are mistakes of programs. */
export function isPagePath(path: string): boolean {
	return pages.includes(path.split("/")[1] ?? "");
}
