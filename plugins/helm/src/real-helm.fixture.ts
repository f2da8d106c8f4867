import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The helm of this machine; undefined where there is none. */
export function findRealHelm(): string | undefined {
	const { QD_HELM, PATH = "" } = process.env;
	const named = QD_HELM === undefined || QD_HELM === "" ? [] : [QD_HELM];
	const places = PATH.split(delimiter).map((place) => join(place, "helm"));
	return [...named, ...places].find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
