/** One style sheet for the few pages rendered here. Contrasts are 4.5:1 or better in both schemes. */
export const css = `
:root {
	color-scheme: light dark;
	--ground: #f6f7f9; --sheet: #ffffff; --ink: #1b2430; --soft: #526071;
	--line: #d7dde5; --accent: #14558f; --accent-ink: #ffffff; --code: #eef2f6;
	--good: #176639; --bad: #a4262c; --idle: #6b4e00;
}
@media (prefers-color-scheme: dark) {
	:root {
		--ground: #10161d; --sheet: #18212b; --ink: #e8edf3; --soft: #a9b6c5;
		--line: #334050; --accent: #8cc4f5; --accent-ink: #0b1a28; --code: #0f161e;
		--good: #77d69b; --bad: #ff9f9b; --idle: #eac46a;
	}
}
* { box-sizing: border-box; }
body {
	margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
	font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 1rem; font-weight: 650; letter-spacing: .01em; }
.mark { color: var(--accent); font-size: 1.3em; vertical-align: -.08em; }
main {
	max-width: 44rem; margin: 0 auto 3rem; padding: 2rem clamp(1.25rem, 4vw, 2.5rem);
	background: var(--sheet); border: 1px solid var(--line); border-radius: 14px;
}
h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
p { margin: 0 0 1rem; }
.soft { color: var(--soft); }
button {
	font: inherit; font-weight: 600; padding: .7rem 1.4rem; border: 0; border-radius: 9px;
	background: var(--accent); color: var(--accent-ink); cursor: pointer;
}
button:hover { filter: brightness(1.1); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-size: .85rem; font-weight: 600; }
.state { font-weight: 600; }
.state::before { content: "● "; }
.alive { color: var(--good); } .lost { color: var(--bad); }
.joining, .away, .removed { color: var(--idle); }
pre {
	margin: .4rem 0 .9rem; padding: .7rem .9rem; overflow-x: auto; background: var(--code);
	border: 1px solid var(--line); border-radius: 9px; font: .92rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
	user-select: all;
}
details { margin-top: 1.5rem; } summary { cursor: pointer; color: var(--accent); }
.problem { border-left: 4px solid var(--bad); padding-left: 1rem; }
`;
