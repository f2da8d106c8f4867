import { AppError, isLabel, type Labels } from "@quarterdeck/contract";

/** Most labels of one cluster. */
export const maxLabels = 64;

/** @throws AppError INPUT_INVALID naming the first label that Kubernetes would not take. */
export function checkLabels(labels: Labels): void {
	const entries = Object.entries(labels);
	if (entries.length > maxLabels) throw invalid(`at most ${maxLabels} labels`);
	for (const [key, value] of entries)
		if (!isLabel(key, value))
			throw invalid(
				`${key}=${value} is no label: use letters, digits, -, _ and ., as in region=eu`,
			);
}

function invalid(reason: string): AppError {
	return new AppError("INPUT_INVALID", { field: "labels", reason });
}
