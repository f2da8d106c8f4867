import { notAcceptable } from "../resources/refusals.ts";

/** In which form a client wants objects. */
export type AnswerForm = "object" | "table" | "partial-metadata";

export interface Negotiated {
	readonly form: AnswerForm;
	/** The version of `meta.k8s.io` asked for, for tables and partial metadata. */
	readonly metaVersion: string;
	readonly isYaml: boolean;
}

const served = [
	"application/json",
	"application/yaml",
	"application/vnd.kubernetes.protobuf",
	"application/cbor",
];
const plain: Negotiated = { form: "object", metaVersion: "v1", isYaml: false };

/** The first form among those accepted that is served. Throws NotAcceptable when there is none. */
export function negotiate(accept: string | undefined): Negotiated {
	if (accept === undefined || accept.trim() === "") return plain;
	for (const clause of accept.split(",")) {
		const found = readClause(clause);
		if (found) return found;
	}
	throw notAcceptable(served.slice(0, 3));
}

function readClause(clause: string): Negotiated | undefined {
	const [type, ...rest] = clause.split(";").map((each) => each.trim());
	const parameters = new Map(
		rest.map((each) => each.split("=", 2) as [string, string]),
	);
	const isYaml = type === "application/yaml";
	if (!isYaml && !isJson(type)) return undefined;
	const as = parameters.get("as");
	if (as === undefined) return { ...plain, isYaml };
	const metaVersion = parameters.get("v") ?? "v1";
	if (parameters.get("g") !== "meta.k8s.io") return undefined;
	if (metaVersion !== "v1" && metaVersion !== "v1beta1") return undefined;
	if (as === "Table") return { form: "table", metaVersion, isYaml };
	if (as === "PartialObjectMetadata" || as === "PartialObjectMetadataList")
		return { form: "partial-metadata", metaVersion, isYaml };
	return undefined;
}

function isJson(type: string | undefined): boolean {
	return (
		type === "application/json" || type === "application/*" || type === "*/*"
	);
}
