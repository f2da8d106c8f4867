/** What a request is about, read from its method and address alone, as authorization needs it. */
export interface RequestInfo {
	readonly isResource: boolean;
	readonly path: string;
	readonly verb: string;
	readonly group: string;
	readonly version: string;
	readonly namespace: string;
	readonly resource: string;
	readonly subresource: string;
	readonly name: string;
	/** What follows the subresource, as in `pods/x/proxy/healthz`. */
	readonly rest: readonly string[];
}

const verbOfMethod: Record<string, string> = {
	GET: "get",
	HEAD: "get",
	POST: "create",
	PUT: "update",
	PATCH: "patch",
	DELETE: "delete",
	OPTIONS: "options",
};
const namespaceSubresources = new Set(["status", "finalize"]);

/** Reads `/api/v1/…`, `/apis/<group>/<version>/…` and everything else. Throws URIError for broken escapes. */
export function readRequestInfo(method: string, url: URL): RequestInfo {
	const parts = url.pathname.split("/").filter((part) => part !== "");
	const prefix = parts[0];
	const isCore = prefix === "api" && parts.length >= 3;
	const isGrouped = prefix === "apis" && parts.length >= 4;
	if (!isCore && !isGrouped) return nonResource(method, url);
	const words = parts.map(decodeURIComponent);
	const group = isCore ? "" : (words[1] as string);
	const version = words[isCore ? 1 : 2] as string;
	const place = readPlace(words.slice(isCore ? 2 : 3));
	const name = place.name || nameFromFieldSelector(method, url);
	return {
		isResource: true,
		path: url.pathname,
		verb: verbOf(method, place.name, place.isWatch, url),
		group,
		version,
		...place,
		name,
	};
}

function nonResource(method: string, url: URL): RequestInfo {
	return {
		isResource: false,
		path: url.pathname,
		verb: method.toLowerCase(),
		group: "",
		version: "",
		namespace: "",
		resource: "",
		subresource: "",
		name: "",
		rest: [],
	};
}

function readPlace(words: string[]) {
	let at = 0;
	let namespace = "";
	const isWatch = words[0] === "watch" && words.length > 1;
	if (isWatch) at += 1;
	if (words[at] === "namespaces") {
		namespace = words[at + 1] ?? "";
		const follower = words[at + 2];
		if (follower !== undefined && !namespaceSubresources.has(follower)) at += 2;
	}
	return {
		isWatch,
		namespace,
		resource: words[at] ?? "",
		name: words[at + 1] ?? "",
		subresource: words[at + 2] ?? "",
		rest: words.slice(at + 3),
	};
}

function verbOf(
	method: string,
	name: string,
	isWatch: boolean,
	url: URL,
): string {
	const verb = verbOfMethod[method] ?? "";
	if (verb === "get" && (isWatch || (name === "" && wantsWatch(url))))
		return "watch";
	if (verb === "get" && name === "") return "list";
	if (verb === "delete" && name === "") return "deletecollection";
	// A watch of one object by its own address is an old form that clients still use.
	if (verb === "get" && wantsWatch(url) && !url.searchParams.has("follow"))
		return "watch";
	return verb;
}

/** Whether the `watch` parameter asks for a stream. */
export function wantsWatch(url: URL): boolean {
	const value = url.searchParams.get("watch");
	return value === "1" || value === "true" || value === "True";
}

function nameFromFieldSelector(method: string, url: URL): string {
	if (method === "POST") return "";
	const selector = url.searchParams.get("fieldSelector") ?? "";
	const match = /(?:^|,)metadata\.name==?([^,=]+)/.exec(selector);
	return match?.[1] ?? "";
}
