/** The look of the report: light or dark as the reader's system is, readable on paper, screen and phone. */

export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --dim: #5d6b7a; --faint: #dfe4ea; --paper: #ffffff; --card: #f4f6f9;
  --with: #0067b1; --fill: #0067b122; --without: #8a5a00; --state: #a3347f; --price: #3d7a3d; --pricefill: #3d7a3d2b;
  --drlc: #f0a30033; --drlcink: #8a5d00; --der: #7b5cd633; --derink: #5d3fb8;
  --good: #2e8b57; --warn: #d07a00; --stop: #b3423a; --owner: #a3347f; --idle: #8793a1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5eaf0; --dim: #9aa8b7; --faint: #2e3843; --paper: #12171d;
  --card: #1a2129; --with: #58b1f5; --fill: #58b1f526; --without: #dda645; --state: #f08bcd; --price: #7cc47c;
  --pricefill: #7cc47c30; --drlc: #f0a30033; --drlcink: #f0bd55; --der: #9a80ff3a; --derink: #b8a6ff;
  --good: #5ec48b; --warn: #f0a24a; --stop: #f0847c; --owner: #f08bcd; --idle: #7b8794; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 20px 60px; max-width: 1140px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 36px 0 4px; }
h3 { font-size: 15px; margin: 18px 0 0; }
p { margin: 4px 0 12px; max-width: 75ch; }
.sub, .note, h3 small { color: var(--dim); font-weight: normal; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 18px 0 0; }
.card { background: var(--card); border-radius: 8px; padding: 10px 14px; }
.card b { display: block; font-size: 22px; line-height: 1.3; font-variant-numeric: tabular-nums; white-space: nowrap; }
.card span { display: block; color: var(--dim); font-size: 13px; line-height: 1.35; }
.chart, .table { overflow-x: auto; margin: 6px 0 0; }
.chart svg { display: block; width: 100%; min-width: 680px; height: auto; }
svg text { font-size: 12px; fill: var(--ink); }
svg .tick, svg .unit { fill: var(--dim); font-size: 11.5px; font-variant-numeric: tabular-nums; }
svg .row { font-size: 12.5px; }
.grid { stroke: var(--faint); } .zero { stroke: var(--dim); stroke-opacity: .7; }
.curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.curve.with { stroke: var(--with); } .curve.without { stroke: var(--without); stroke-width: 1.3; stroke-dasharray: 4 3; }
.curve.state { stroke: var(--state); } .curve.faint { stroke-width: 1.1; stroke-dasharray: 2 3; stroke-opacity: .75; }
.curve.price { stroke: var(--price); } .fill.with { fill: var(--fill); } .fill.price { fill: var(--pricefill); }
.band.drlc { fill: var(--drlc); } .band.der { fill: var(--der); }
.band.idle { fill-opacity: .45; }
.leader { stroke-opacity: .6; } .leader.drlc { stroke: var(--drlcink); } .leader.der { stroke: var(--derink); }
svg .bandname { font-size: 11.5px; paint-order: stroke; stroke: var(--paper); stroke-width: 5px; } svg .bandname.drlc { fill: var(--drlcink); } svg .bandname.der { fill: var(--derink); }
.lane { fill: var(--card); opacity: .75; } .scheduled { fill: none; stroke: var(--idle); stroke-dasharray: 3 2; }
.followed { fill: var(--idle); } svg .barname { font-size: 11.5px; fill: var(--dim); }
.followed.completed { fill: var(--good); } svg .barname.completed { fill: var(--good); }
.followed.running { fill: var(--with); } svg .barname.running { fill: var(--with); }
.followed.superseded { fill: var(--warn); } svg .barname.superseded { fill: var(--warn); }
.followed.cancelled { fill: var(--stop); } svg .barname.cancelled { fill: var(--stop); }
.followed.opted-out { fill: var(--owner); } svg .barname.opted-out { fill: var(--owner); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--dim); margin: 2px 0 0; max-width: none; }
.legend i { display: inline-block; width: 22px; height: 0; border-top: 2px solid; vertical-align: middle; margin-right: 6px; }
.legend i.dash { border-top-style: dashed; } .legend i.block { height: 11px; border-top: 0; border-radius: 2px; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 4px 6px; border-bottom: 1px solid var(--faint); text-align: right; white-space: nowrap; }
thead th { color: var(--dim); font-weight: 600; vertical-align: bottom; }
table.numbers thead th { white-space: normal; }
thead th[colspan] { text-align: center; }
.name, table.text th, table.text td { text-align: left; }
tbody th { font-weight: 500; } .total th, .total td { font-weight: 700; border-bottom: 0; }
.none, .dim { color: var(--dim); }
table.text td { vertical-align: top; } table.text td.wrap { white-space: normal; min-width: 130px; }
details { margin: 32px 0 0; } summary { cursor: pointer; font-weight: 600; font-size: 18px; }
footer { margin-top: 40px; color: var(--dim); font-size: 13px; }
@media (max-width: 600px) { body { padding: 16px 12px 40px; } h1 { font-size: 22px; } .card b { font-size: 19px; } }
@media print { .chart svg { min-width: 0; } details { display: none; } body { max-width: none; } }
`;
