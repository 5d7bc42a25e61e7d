import { accentColours } from '../domain/accent.ts';
import type { AccentColours } from '../domain/accent.ts';
import type { HexColour } from '../domain/colour.ts';

/** What goes behind the stylesheet when the admin has an accent colour: the few custom properties that depend on it. */
export function brandStyle(accent: HexColour): string {
  const { light, dark } = accentColours(accent);
  return `\n:root {${properties(light)}}\n@media (prefers-color-scheme: dark) {:root {${properties(dark)}}}\n`;
}

function properties({ accent, onAccent, codeGround }: AccentColours): string {
  return Object.entries({
    '--accent': accent,
    '--on-accent': onAccent,
    '--code-ground': codeGround,
    '--code-ink': '#fff',
    '--code-quiet': '#fff',
  })
    .map(([name, value]) => `${name}:${value};`)
    .join('');
}
