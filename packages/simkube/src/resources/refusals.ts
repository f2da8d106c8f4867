import { goQuote } from "../go-quote.ts";
import { StatusError } from "../status-error.ts";
import { qualifiedName, type ResourceType } from "./resource-type.ts";

type Named = Pick<ResourceType, "group" | "resource">;

function detailsOf(type: Named, name: string) {
	return {
		name,
		...(type.group === "" ? {} : { group: type.group }),
		kind: type.resource,
	};
}

/** 404: the object does not exist. */
export function notFound(type: Named, name: string): StatusError {
	return new StatusError({
		code: 404,
		reason: "NotFound",
		message: `${qualifiedName(type)} ${goQuote(name)} not found`,
		details: detailsOf(type, name),
	});
}

/** 404: no such resource is served. */
export function noSuchResource(): StatusError {
	return new StatusError({
		code: 404,
		reason: "NotFound",
		message: "the server could not find the requested resource",
		details: {},
	});
}

/** 409: an object of that name exists. */
export function alreadyExists(type: Named, name: string): StatusError {
	return new StatusError({
		code: 409,
		reason: "AlreadyExists",
		message: `${qualifiedName(type)} ${goQuote(name)} already exists`,
		details: detailsOf(type, name),
	});
}

/** 409: the write was made on an older version of the object. */
export function modifiedMeanwhile(type: Named, name: string): StatusError {
	return conflict(
		type,
		name,
		"the object has been modified; please apply your changes to the latest version and try again",
	);
}

/** 409, with the reason in the server's words. */
export function conflict(type: Named, name: string, why: string): StatusError {
	return new StatusError({
		code: 409,
		reason: "Conflict",
		message: `Operation cannot be fulfilled on ${qualifiedName(type)} ${goQuote(name)}: ${why}`,
		details: detailsOf(type, name),
	});
}

/** 403 for a reason other than missing rights, such as a namespace that is ending. */
export function forbiddenBecause(
	type: Named,
	name: string,
	why: string,
	causes?: readonly { reason: string; message: string; field: string }[],
): StatusError {
	const subject =
		name === ""
			? qualifiedName(type)
			: `${qualifiedName(type)} ${goQuote(name)}`;
	return new StatusError({
		code: 403,
		reason: "Forbidden",
		message: `${subject} is forbidden: ${why}`,
		details: {
			...(name === "" ? {} : { name }),
			...(type.group === "" ? {} : { group: type.group }),
			kind: type.resource,
			...(causes ? { causes } : {}),
		},
	});
}

/** 400 with the given words. */
export function badRequest(message: string): StatusError {
	return new StatusError({ code: 400, reason: "BadRequest", message });
}

/** 405: the resource is served, but not with this verb. */
export function methodNotSupported(): StatusError {
	return new StatusError({
		code: 405,
		reason: "MethodNotAllowed",
		message: "the server does not allow this method on the requested resource",
		details: {},
	});
}

/** 410: the wanted version is forgotten. */
export function expired(message: string): StatusError {
	return new StatusError({ code: 410, reason: "Expired", message });
}

/** 401: nobody the server knows. */
export function unauthorized(): StatusError {
	return new StatusError({
		code: 401,
		reason: "Unauthorized",
		message: "Unauthorized",
	});
}

/** 415: a body of a kind that is not read here. */
export function unsupportedMediaType(message: string): StatusError {
	return new StatusError({
		code: 415,
		reason: "UnsupportedMediaType",
		message,
		details: {},
	});
}

/** 406: no kind of answer that the client would take. */
export function notAcceptable(accepted: readonly string[]): StatusError {
	return new StatusError({
		code: 406,
		reason: "NotAcceptable",
		message: `only the following media types are accepted: ${accepted.join(", ")}`,
	});
}
