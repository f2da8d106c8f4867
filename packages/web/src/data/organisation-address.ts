/*
 * An organisation's part of an address: `acme-org_01…`. The id alone decides which organisation is meant; the name before it is for
 * people, and may be missing or an old one.
 */

let names: ReadonlyMap<string, string> = new Map();

/** Takes the names of the organisations somebody belongs to, for the addresses that are made from then on. */
export function rememberOrganisations(
	organisations: readonly { readonly id: string; readonly name: string }[],
): void {
	names = new Map(organisations.map(({ id, name }) => [id, name]));
}

/** The id in the part of an address, with or without a name before it. What holds no id is returned as it is: it names nothing. */
export function organisationIdOf(part: string): string {
	return /(?:^|-)(org_[a-z0-9]+)$/.exec(part)?.[1] ?? part;
}

/** The part of an address for an organisation: its name and id; the id alone while its name is not known. */
export function organisationPart(id: string): string {
	const words = slug(names.get(id) ?? "");
	return words === "" ? id : `${words}-${id}`;
}

const longestSlug = 40;

/** Letters and digits of a name, without their accents: what every program takes for part of a link. */
function slug(name: string): string {
	return name
		.normalize("NFKD")
		.replace(/\p{Mark}/gu, "")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.slice(0, longestSlug)
		.replace(/^-+|-+$/g, "");
}
