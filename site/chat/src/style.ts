/** How the widget looks. A constructed style sheet: it needs no `unsafe-inline` in the page's policy. */
export const STYLE = `
:host { all: initial; position: fixed; inset-inline-end: 20px; inset-block-end: 20px; z-index: 2147483000;
  font: 15px/1.5 system-ui, -apple-system, "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; color: var(--ink);
  --accent: #1f5fd0; --on-accent: #fff; --ink: #1b1f27; --quiet: #555d6b; --ground: #fff; --well: #f2f4f8; --line: #8a93a3; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :host([data-look="auto"]) { --accent: #8ab4ff; --on-accent: #0b1a33; --ink: #eceff4; --quiet: #aab3c2;
  --ground: #1b1f27; --well: #272d38; --line: #6f7a8c; --bad: #ffb4ab; } }
* { box-sizing: border-box; font: inherit; color: inherit; }
[hidden] { display: none !important; }
button, input, textarea { min-height: 44px; border-radius: 8px; border: 1px solid var(--line); background: var(--ground); }
button { min-width: 44px; padding: 0 14px; cursor: pointer; }
button:focus-visible, input:focus-visible, textarea:focus-visible, a:focus-visible, .log:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
.launch { min-height: 56px; border: 0; border-radius: 28px; padding: 0 22px; background: var(--accent); color: var(--on-accent); font-weight: 600;
  box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
.badge { display: inline-block; min-width: 22px; margin-inline-start: 8px; padding: 0 6px; border-radius: 11px; background: var(--on-accent);
  color: var(--accent); font-size: 13px; line-height: 22px; text-align: center; }
.panel { position: absolute; inset-inline-end: 0; inset-block-end: 0; display: flex; flex-direction: column;
  width: min(380px, calc(100vw - 24px)); height: min(620px, calc(100vh - 40px)); height: min(620px, calc(100dvh - 40px));
  background: var(--ground); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; box-shadow: 0 8px 32px rgb(0 0 0 / .3); }
@media (prefers-reduced-motion: no-preference) { .panel { animation: rise .16s ease-out; } @keyframes rise { from { opacity: 0; translate: 0 8px; } } }
.head { display: flex; align-items: center; gap: 4px; padding: 6px 6px 6px 16px; border-block-end: 1px solid var(--line); }
.head h2 { flex: 1; min-width: 0; margin: 0; font-size: 16px; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.head button { border: 0; padding: 0 12px; }
.log { flex: 1; min-height: 0; overflow-y: auto; padding: 12px 14px; display: flex; flex-direction: column; gap: 10px; overscroll-behavior: contain; }
.row { max-width: 86%; align-self: flex-start; }
.row.mine { align-self: flex-end; text-align: end; }
.who { font-size: 13px; color: var(--quiet); }
.words { display: inline-block; padding: 8px 12px; border-radius: 12px; background: var(--well); text-align: start; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.mine .words { background: var(--accent); color: var(--on-accent); }
.mark { font-size: 13px; color: var(--quiet); }
.mark.bad, .trouble { color: var(--bad); }
.note { align-self: center; text-align: center; font-size: 13px; color: var(--quiet); }
.file { min-height: 44px; }
.mine .file { background: var(--ground); color: var(--ink); }
.under { padding: 0 14px; font-size: 13px; color: var(--quiet); }
.under:empty { display: none; }
.form { padding: 10px 12px 12px; display: flex; flex-direction: column; gap: 8px; border-block-start: 1px solid var(--line); }
.form label { display: flex; flex-direction: column; gap: 2px; font-size: 13px; color: var(--quiet); }
.form input { padding: 0 10px; color: var(--ink); font-size: 15px; }
.write { display: flex; gap: 6px; align-items: flex-end; }
.write textarea { flex: 1; min-width: 0; padding: 9px 10px; resize: none; max-height: 132px; font-size: 16px; }
.write .send { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.ask { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; padding: 8px 14px; background: var(--well); }
.ask span { flex: 1; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { .words { border: 1px solid; } .launch { border: 2px solid; } }
@media (max-width: 480px) { .panel { position: fixed; inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
`;
