export interface Label {
	readonly name: string;
	readonly value: string;
}

/** `region=eu` as a label, or what is wrong with it. The control plane says the rest. */
function readLabel(text: string): Label | { readonly problem: string } {
	const at = text.indexOf("=");
	const name = text.slice(0, Math.max(at, 0)).trim();
	const value = text.slice(at + 1).trim();
	if (at < 1 || !name || !value)
		return { problem: `"${text}" is not a label: write name=value` };
	return { name, value };
}

/** All labels, or what is wrong with the first that is none or that is there twice. */
export function readLabels(
	texts: readonly string[],
): { readonly labels: Label[] } | { readonly problem: string } {
	const labels: Label[] = [];
	for (const text of texts) {
		const label = readLabel(text);
		if ("problem" in label) return label;
		if (labels.some(({ name }) => name === label.name))
			return { problem: `The label ${label.name} appears twice` };
		labels.push(label);
	}
	return { labels };
}
