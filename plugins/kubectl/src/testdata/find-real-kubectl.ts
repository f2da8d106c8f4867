import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The kubectl of this machine; undefined where there is none. */
export function findRealKubectl(): string | undefined {
	const { QD_KUBECTL, PATH = "" } = process.env;
	const places = PATH.split(delimiter).map((place) => join(place, "kubectl"));
	return [...(QD_KUBECTL ? [QD_KUBECTL] : []), ...places].find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
