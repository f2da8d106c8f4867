import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The kubectl the test run provides, else the one of this machine; undefined where there is none. */
export function findRealKubectl(): string | undefined {
	const { QD_TEST_KUBECTL, QD_KUBECTL, PATH = "" } = process.env;
	const named = [QD_TEST_KUBECTL, QD_KUBECTL].filter(
		(file) => file !== undefined && file !== "",
	);
	const places = PATH.split(delimiter).map((place) => join(place, "kubectl"));
	return [...named, ...places].find(isExecutable);
}

function isExecutable(file = ""): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
