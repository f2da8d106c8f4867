import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { readTemplate, TemplateError } from "./index.ts";
import { event, likeGo } from "./template-cases.fixture.ts";

function rendered(source: string, data: unknown = event): string | undefined {
	try {
		return readTemplate(source).render(data);
	} catch (error) {
		if (error instanceof TemplateError) return undefined;
		throw error;
	}
}

test("templates render as Go's text/template does", () => {
	for (const [source, text] of likeGo)
		assert.equal(rendered(source), text, source);
});

test("functions of slim-sprig that people name", () => {
	const cases: [string, string][] = [
		['{{ .Event.Missing | default "none" }}', "none"],
		['{{ .Event.Name | upper | replace "-" "_" }}', "WEB_1"],
		['{{ "a,b" | splitList "," | join "+" }}', "a+b"],
		["{{ .Event.Messages | first | trunc 8 }}", "back-off"],
		['{{ .Event.Name | trimSuffix "-1" | quote }}', '"web"'],
		['{{ if hasPrefix "web" .Event.Name }}y{{ end }}', "y"],
		['{{ ternary "a" "b" .Event.Is }}', "a"],
		['{{ dict "a" 1 | toJson }}', '{"a":1}'],
		['{{ "hallo" | b64enc }} {{ "aGFsbG8=" | b64dec }}', "aGFsbG8= hallo"],
		[
			'{{ add 1 2 "3" }} {{ div 7 2 }} {{ mod 7 4 }} {{ max 1 5 3 }}',
			"6 3 3 5",
		],
		["{{ list 1 2 2 | uniq | len }} {{ has 2 (list 1 2) }}", "2 true"],
		[
			'{{ get .Event.Labels "app" }} {{ hasKey .Event.Labels "x" }} {{ keys .Event.Labels | join "," }}',
			"web false app,tier",
		],
		['{{ "a\\nb" | indent 2 }}', "  a\n  b"],
		['{{ trim " a " }}{{ trimAll "-" "--b-" }}{{ nospace "c d" }}', "abcd"],
		['{{ empty .Event.Empty }} {{ coalesce .Event.Empty "x" }}', "true x"],
	];
	for (const [source, text] of cases)
		assert.equal(rendered(source), text, source);
});

test("no name leads out of the data", () => {
	for (const name of [
		"constructor",
		"__proto__",
		"toString",
		"prototype",
		"length",
	]) {
		assert.equal(rendered(`{{ .${name} }}`), "<no value>");
		assert.equal(rendered(`{{ index . "${name}" }}`), "<no value>");
		assert.equal(rendered(`{{ get . "${name}" }}`), "");
	}
	assert.equal(
		rendered('{{ dict "__proto__" 1 | toJson }}'),
		'{"__proto__":1}',
	);
	assert.equal(
		rendered('{{ (fromJson "{\\"__proto__\\":{\\"a\\":1}}").a }}'),
		"<no value>",
	);
	assert.equal(rendered("{{ constructor }}"), undefined);
	assert.equal(rendered("{{ $constructor }}"), undefined);
});

test("an error says where, and what was probably meant", () => {
	assert.throws(
		() => readTemplate("a\n  {{ uper .Event.Kind }}").render(event),
		{
			message:
				'line 2, column 6: function "uper" not defined; did you mean upper?',
		},
	);
	assert.throws(() => readTemplate("{{ if .A }}").render(event), {
		message: "line 1, column 1: {{if}} is not closed by {{end}}",
	});
	assert.throws(
		() => readTemplate('{{ template "a" }}'),
		/\{\{template\}\} is not known here/,
	);
});

test("nothing that a template says takes much time or memory", () => {
	const many = Array.from({ length: 2000 }, () => 1);
	assert.throws(
		() =>
			readTemplate(
				"{{ range . }}{{ range $ }}{{ range $ }}a{{ end }}{{ end }}{{ end }}",
			).render(many),
		/steps|characters/,
	);
	assert.throws(
		() => readTemplate('{{ repeat 99999999 "abc" }}').render({}),
		/characters/,
	);
	assert.throws(
		() =>
			readTemplate(
				`{{ $x := "aaaaaaaaaa" }}${"{{ $x = cat $x $x }}".repeat(40)}`,
			).render({}),
		/characters/,
	);
	assert.throws(() => readTemplate("{{ if true }}".repeat(200)), /too deeply/);
	assert.throws(() => readTemplate(`{{ ${"(".repeat(5000)} }}`), /too deeply/);
	assert.throws(() => readTemplate("x".repeat(70_000)), /at most/);
	assert.ok((rendered('{{ printf "%999999999d" 1 }}') ?? "").length <= 1000);
});

test("any text is a template, or is refused with a place", () => {
	const part = fc.constantFrom(
		"{{",
		"}}",
		"{{-",
		" -}}",
		"if ",
		"range ",
		"end",
		"else ",
		".Event",
		".Labels",
		"$x",
		":=",
		"|",
		"(",
		")",
		'"a"',
		" 1 ",
		"len ",
		"and ",
		".",
		",",
		"with ",
		"/*",
		"*/",
		"\n",
		"`",
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
			rendered(parts.join(""));
		}),
		{ numRuns: 2000 },
	);
});

const go = (process.env.PATH ?? "")
	.split(delimiter)
	.concat("/usr/local/go/bin")
	.map((folder) => join(folder, "go"))
	.find(existsSync);

/** What it has compiled once, it need not again. */
const compiled = fileURLToPath(
	new URL("../../../../.cache/go-build", import.meta.url),
);

const program = `package main
import ("encoding/json"; "os"; "strings"; "text/template")
func render(source string, data interface{}) (text *string) {
	t, err := template.New("t").Parse(source)
	if err != nil { return nil }
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil { return nil }
	s := b.String()
	return &s
}
func main() {
	var given struct { Data interface{}; Sources []string }
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil { panic(err) }
	out := []*string{}
	for _, s := range given.Sources { out = append(out, render(s, given.Data)) }
	json.NewEncoder(os.Stdout).Encode(out)
}
`;

test("Go itself renders the same", {
	skip: go ? false : "no Go toolchain",
}, () => {
	const folder = mkdtempSync(join(tmpdir(), "qd-template-"));
	try {
		writeFileSync(join(folder, "main.go"), program);
		const sources = likeGo.map(([source]) => source);
		const output = execFileSync(go ?? "", ["run", "main.go"], {
			cwd: folder,
			input: JSON.stringify({ Data: event, Sources: sources }),
			env: {
				PATH: process.env.PATH,
				HOME: folder,
				GOCACHE: compiled,
				GOFLAGS: "-mod=mod",
				GO111MODULE: "off",
			},
		});
		const told: (string | null)[] = JSON.parse(output.toString());
		const others = likeGo.flatMap(([source, text], place) =>
			(told[place] ?? undefined) === text
				? []
				: [{ source, here: text, inGo: told[place] }],
		);
		assert.deepEqual(others, []);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
