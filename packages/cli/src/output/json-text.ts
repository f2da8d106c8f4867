import { escapeControls } from "@quarterdeck/contract";

/** A thing as JSON for programs, on one line or indented, with its line end; safe to look at, and read the same. */
export function jsonText(thing: unknown, indent?: number): string {
	return `${escapeControls(JSON.stringify(thing, null, indent))}\n`;
}
