import pg from "pg";

const int8 = 20;

/** bigint as number: none of ours leaves the safe range, and a string would be compared as one. */
export const columnTypes: pg.CustomTypesConfig = {
	getTypeParser: ((oid: number, format?: "text" | "binary") =>
		oid === int8 && format !== "binary"
			? safeInteger
			: pg.types.getTypeParser(
					oid,
					format as "text",
				)) as pg.CustomTypesConfig["getTypeParser"],
};

function safeInteger(text: string): number {
	const value = Number(text);
	if (!Number.isSafeInteger(value))
		throw new RangeError(`${text} is no safe integer`);
	return value;
}
