/** Brings a command that is on the page into view. */
export function showCommand(id: string): void {
	document
		.querySelector(`[data-command="${id}"]`)
		?.scrollIntoView({ block: "nearest" });
}
