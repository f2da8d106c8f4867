import pg from "pg";

interface Column {
	readonly table: string;
	readonly name: string;
	readonly type: string;
	readonly collation: string | null;
	readonly isRequired: boolean;
	readonly default: string | null;
	readonly generated: string;
}

interface Part {
	readonly table: string;
	readonly text: string;
}

/** What a database holds in its public schema, as text that is the same for the same schema: what reviewers compare. */
export async function schemaText(url: string): Promise<string> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		// Definitions name what is on the search path without its schema.
		await client.query("set search_path to public");
		const ask = async <Row>(text: string) =>
			(await client.query(text)).rows as Row[];
		const columns = await ask<Column>(columnsQuery);
		const constraints = await ask<Part>(constraintsQuery);
		const indexes = await ask<Part>(indexesQuery);
		const triggers = await ask<Part>(triggersQuery);
		const others = await ask<{ text: string }>(othersQuery);
		const tables = [...new Set(columns.map(({ table }) => table))];
		const described = tables.map((table) => {
			const of = (parts: readonly Part[]) =>
				parts.filter((part) => part.table === table).map(({ text }) => text);
			const lines = [
				...columns.filter((column) => column.table === table).map(columnText),
				...of(constraints),
			];
			return [
				`create table ${table} (\n${lines.map((line) => `\t${line}`).join(",\n")}\n);`,
				...[...of(indexes), ...of(triggers)].map((text) => `${text};`),
			].join("\n");
		});
		return `${[header, ...described, ...others.map(({ text }) => `${text.trimEnd()};`)].join("\n\n")}\n`;
	} finally {
		await client.end();
	}
}

const header =
	"-- The schema that all migrations together make. Generated: see schema.test.ts. Do not edit; write a migration.";

function columnText(column: Column): string {
	return [
		column.name,
		column.type,
		...(column.collation ? [`collate ${column.collation}`] : []),
		...(column.isRequired ? ["not null"] : []),
		...(column.default === null
			? []
			: [
					column.generated === "s"
						? `generated always as (${column.default}) stored`
						: `default ${column.default}`,
				]),
	].join(" ");
}

const columnsQuery = `
	select c.relname as "table", quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type,
		case when a.attcollation <> t.typcollation then quote_ident(l.collname) end as collation,
		a.attnotnull as "isRequired", pg_get_expr(d.adbin, d.adrelid) as "default", a.attgenerated as generated
	from pg_class c
	join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	join pg_type t on t.oid = a.atttypid
	left join pg_collation l on l.oid = a.attcollation
	left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
	where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
	order by c.relname collate "C", a.attnum`;

// Not null is a constraint of its own since PostgreSQL 18; it stands at the column.
const constraintsQuery = `
	select c.relname as "table", 'constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid, true) as text
	from pg_constraint k join pg_class c on c.oid = k.conrelid
	where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f', 'c', 'x')
	order by c.relname collate "C", array_position(array['p', 'u', 'f', 'c', 'x']::"char"[], k.contype), k.conname collate "C"`;

const indexesQuery = `
	select c.relname as "table", pg_get_indexdef(i.indexrelid) as text
	from pg_index i join pg_class c on c.oid = i.indrelid join pg_class n on n.oid = i.indexrelid
	where c.relnamespace = 'public'::regnamespace
		and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
	order by c.relname collate "C", n.relname collate "C"`;

const triggersQuery = `
	select c.relname as "table", pg_get_triggerdef(t.oid, true) as text
	from pg_trigger t join pg_class c on c.oid = t.tgrelid
	where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
	order by c.relname collate "C", t.tgname collate "C"`;

// Enumerations, sequences that belong to no column, views and functions.
const othersQuery = `
	select text from (
		select 1 as kind, t.typname::text as name, 'create type ' || t.typname || ' as enum ('
			|| (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
			|| ')' as text
		from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e'
		union all
		select 2, c.relname, 'create sequence ' || c.relname from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
		union all
		select 3, c.relname, 'create view ' || c.relname || E' as\\n' || rtrim(pg_get_viewdef(c.oid, true), ';') from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
		union all
		select 4, p.proname || pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid) from pg_proc p
		where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
	) as others order by kind, name collate "C"`;
