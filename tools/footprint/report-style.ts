/** The look of the footprint's page: light or dark as the reader's system is. */

export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --dim: #5d6b7a; --faint: #dfe4ea; --paper: #ffffff; --stop: #b3423a; --warn: #8a5a00;
  --c0: #cfe3f5; --c1: #f7ddb8; --c2: #d5ead2; --c3: #ead3e8; --c4: #f5cfcb; --c5: #d8d6f2; --c6: #e9e5b9; --c7: #cdeae6; --c8: #e3dace;
  --c9: #dde1e6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5eaf0; --dim: #9aa8b7; --faint: #2e3843; --paper: #12171d; --stop: #f0847c;
  --warn: #f0a24a; --c0: #1f4566; --c1: #65481a; --c2: #2b5128; --c3: #573056; --c4: #68322d; --c5: #3b3873; --c6: #55501b; --c7: #1d504b;
  --c8: #4a4136; --c9: #3a424b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 20px 60px; max-width: 1140px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 36px 0 6px; } h3 { font-size: 15px; margin: 20px 0 4px; }
small, footer, thead th { color: var(--dim); font-weight: normal; } footer { margin-top: 40px; font-size: 13px; }
.chart { overflow-x: auto; } .chart svg { display: block; width: 100%; min-width: 680px; height: auto; }
svg text { font-size: 12px; fill: var(--ink); pointer-events: none; } svg .part > text { font-weight: 600; }
svg .part > rect { fill-opacity: .55; } svg .piece > rect { stroke: var(--paper); stroke-width: 1; }
${Array.from({ length: 10 }, (_, i) => `.c${i} rect { fill: var(--c${i}); }`).join(' ')}
svg .piece:hover > rect { stroke: var(--ink); }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; margin: 4px 0; }
th, td { padding: 3px 10px 3px 0; border-bottom: 1px solid var(--faint); text-align: right; } th:first-child, td:first-child { text-align: left; }
.faults, .over td { color: var(--stop); } .above-aim td:last-child { color: var(--warn); }
details { margin: 14px 0 0; } summary { cursor: pointer; }
`;
