/** Titles in capitals, and something under them: what kubectl, helm and their like print. Whether all of it is a table is for the control plane to say. */
export function beginsAsTable(text: string): boolean {
	const [header = "", row = ""] = text.split("\n", 2);
	return /^[A-Z][A-Z0-9 ()/%_:.-]*\r?$/.test(header) && row.trim() !== "";
}
