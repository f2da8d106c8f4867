/** What Go's JSON reader says of text that is not JSON; clients show these words to people. */
export function goJsonError(text: string): string {
	const scan = { text, at: 0 };
	try {
		skipBlank(scan);
		value(scan);
		skipBlank(scan);
		if (scan.at < text.length) refuse(scan, "after top-level value");
		return "unexpected end of JSON input";
	} catch (error) {
		return (error as Error).message;
	}
}

interface Scan {
	readonly text: string;
	at: number;
}

function refuse(scan: Scan, where: string): never {
	const char = scan.text[scan.at];
	if (char === undefined) throw new Error("unexpected end of JSON input");
	const shown = char === "'" ? `'\\''` : char === '"' ? `'"'` : quoted(char);
	throw new Error(`invalid character ${shown} ${where}`);
}

function quoted(char: string): string {
	return `'${JSON.stringify(char).slice(1, -1)}'`;
}

function skipBlank(scan: Scan): void {
	while (/[ \t\r\n]/.test(scan.text[scan.at] ?? "x")) scan.at++;
}

function value(scan: Scan): void {
	const char = scan.text[scan.at];
	const word = ["true", "false", "null"].find((each) => each[0] === char);
	if (char === "{") object(scan);
	else if (char === "[") list(scan);
	else if (char === '"') string(scan);
	else if (word) literal(scan, word);
	else if (char !== undefined && /[-0-9]/.test(char)) number(scan);
	else refuse(scan, "looking for beginning of value");
}

function literal(scan: Scan, word: string): void {
	for (const expected of word) {
		if (scan.text[scan.at] !== expected)
			refuse(scan, `in literal ${word} (expecting '${expected}')`);
		scan.at++;
	}
}

function number(scan: Scan): void {
	const match = /^-?\d+(\.\d+)?([eE][-+]?\d+)?/.exec(scan.text.slice(scan.at));
	if (!match) {
		scan.at++;
		refuse(scan, "in numeric literal");
	}
	scan.at += match?.[0].length ?? 0;
}

function string(scan: Scan): void {
	scan.at++;
	while (scan.text[scan.at] !== '"') {
		const char = scan.text[scan.at];
		if (char === undefined || char < " ") refuse(scan, "in string literal");
		scan.at += char === "\\" ? 2 : 1;
	}
	scan.at++;
}

function list(scan: Scan): void {
	scan.at++;
	skipBlank(scan);
	if (scan.text[scan.at] === "]") {
		scan.at++;
		return;
	}
	for (;;) {
		skipBlank(scan);
		value(scan);
		skipBlank(scan);
		const char = scan.text[scan.at];
		if (char !== "," && char !== "]") refuse(scan, "after array element");
		scan.at++;
		if (char === "]") return;
	}
}

function object(scan: Scan): void {
	scan.at++;
	skipBlank(scan);
	if (scan.text[scan.at] === "}") {
		scan.at++;
		return;
	}
	for (;;) {
		skipBlank(scan);
		if (scan.text[scan.at] !== '"')
			refuse(scan, "looking for beginning of object key string");
		string(scan);
		skipBlank(scan);
		if (scan.text[scan.at] !== ":") refuse(scan, "after object key");
		scan.at++;
		skipBlank(scan);
		value(scan);
		skipBlank(scan);
		const char = scan.text[scan.at];
		if (char !== "," && char !== "}")
			refuse(scan, "after object key:value pair");
		scan.at++;
		if (char === "}") return;
	}
}
