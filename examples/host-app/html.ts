/** Markup, as opposed to text. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Every value is text and escaped, unless it is markup made by this very function. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Markup)[]): Markup {
  const inserted = values.map((value) =>
    value instanceof Markup ? value.text : value.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? ''),
  );
  return new Markup(parts.map((part, index) => part + (inserted[index] ?? '')).join(''));
}
