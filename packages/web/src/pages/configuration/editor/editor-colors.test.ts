import assert from "node:assert/strict";
import { test } from "node:test";
import { changeColors, textColors } from "./editor-colors.ts";

/** The page's own ground, and that of the line with the cursor. */
const grounds = {
	light: ["#ffffff", "#f1f3f5"],
	dark: ["#242424", "#2e2e2e"],
} as const;

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
	const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort(
		(a, b) => a - b,
	);
	return (light + 0.05) / (dark + 0.05);
}

for (const scheme of ["light", "dark"] as const)
	test(`text can be read on every ground it stands on, ${scheme}`, () => {
		const all = [...grounds[scheme], ...Object.values(changeColors[scheme])];
		for (const [name, color] of Object.entries(textColors[scheme]))
			for (const ground of all)
				assert.ok(
					contrast(color, ground) >= 4.5,
					`${name} on ${ground}: ${contrast(color, ground).toFixed(2)}`,
				);
	});
