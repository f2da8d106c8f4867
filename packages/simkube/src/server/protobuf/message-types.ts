import { readFileSync } from "node:fs";

/** One field of a message type: where it lies on the wire and what it is in JSON. */
export interface FieldType {
	/** Its name in JSON; `.` for a message whose fields are spread into its holder. */
	readonly name: string;
	readonly isOmittedWhenEmpty: boolean;
	readonly shape: "single" | "list" | "map";
	/** A scalar's name or that of another message. */
	readonly type: string;
}

export type MessageType = ReadonlyMap<number, FieldType>;

/**
 * The field numbers of the 1.32 API types, taken by reflection from the tags of the published Go types;
 * a line is `<number> <name>[?] [*|%]<type>`: `?` omitted when empty, `*` a list, `%` a map by string.
 */
const source: {
	readonly kinds: Readonly<Record<string, string>>;
	readonly messages: Readonly<Record<string, readonly string[]>>;
} = JSON.parse(
	readFileSync(new URL("./wire-fields-1.32.json", import.meta.url), "utf8"),
);
const known = new Map<string, MessageType>();

/** The message of a kind such as `v1/ConfigMap`; `undefined` for kinds that do not travel as protobuf. */
export function messageTypeOfKind(kind: string): MessageType | undefined {
	const name = source.kinds[kind];
	return name === undefined ? undefined : messageType(name);
}

/** A message type by name. Throws for a name the data do not hold. */
export function messageType(name: string): MessageType {
	const found = known.get(name);
	if (found) return found;
	const lines = source.messages[name];
	if (!lines) throw new Error(`no message type ${name}`);
	const type = new Map(lines.map(readLine));
	known.set(name, type);
	return type;
}

function readLine(line: string): [number, FieldType] {
	const [number, name, type] = line.split(" ") as [string, string, string];
	const isOmittedWhenEmpty = name.endsWith("?");
	const isList = type.startsWith("*");
	const isMap = type.startsWith("%");
	return [
		Number(number),
		{
			name: isOmittedWhenEmpty ? name.slice(0, -1) : name,
			isOmittedWhenEmpty,
			shape: isList ? "list" : isMap ? "map" : "single",
			type: isList || isMap ? type.slice(1) : type,
		},
	];
}
