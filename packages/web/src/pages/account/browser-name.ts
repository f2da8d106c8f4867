import { plainOutput } from "../../parts/plain-output.ts";

/** The first that matches names it: most browsers also say that they are another one. */
const browsers: readonly (readonly [RegExp, string])[] = [
	[/\bEdgA?\//, "Edge"],
	[/\bOPR\//, "Opera"],
	[/\bVivaldi\//, "Vivaldi"],
	[/\bSamsungBrowser\//, "Samsung Internet"],
	[/\b(?:Firefox|FxiOS)\//, "Firefox"],
	[/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
	[/\bVersion\/\S+ .*Safari\//, "Safari"],
];

const systems: readonly (readonly [RegExp, string])[] = [
	[/\biPhone\b/, "iPhone"],
	[/\biPad\b/, "iPad"],
	[/\bAndroid\b/, "Android"],
	[/\bCrOS\b/, "ChromeOS"],
	[/\bWindows\b/, "Windows"],
	[/\bMac OS X\b/, "macOS"],
	[/\bLinux\b/, "Linux"],
];

/**
 * What a browser says it is, in plain words: `Firefox on Windows`. What is not known is shown as it came, cut to 60 characters:
 * anybody can send anything there.
 */
export function browserName(userAgent: string | null | undefined): string {
	const text = plainOutput(userAgent ?? "").trim();
	if (text === "") return "Unknown browser";
	const named = (table: typeof browsers) =>
		table.find(([form]) => form.test(text))?.[1];
	const browser = named(browsers);
	const system = named(systems);
	if (!browser) return text.length > 60 ? `${text.slice(0, 60)}…` : text;
	return system ? `${browser} on ${system}` : browser;
}
