/** Enough for a logo without pictures in it, and no weight on a page that people open on a phone. */
const LARGEST = 32 * 1024;

/** What a picture does not need: programs, other files, pages inside pages, declarations of entities. */
const ACTIVE =
  /<(?:[\w.-]+:)?(?:script|foreignObject|iframe)\b|<!(?:ENTITY|DOCTYPE)|\son[a-z]+\s*=|(?:href|src)\s*=\s*["']?\s*(?!["']?(?:#|data:image\/))|@import|url\(\s*["']?(?!#|["']?data:image\/)/i;

/**
 * Is this a picture that the pages can show? Browsers run nothing in an `<img>`, and the server forbids it once more where the file is opened by itself
 * (`static-files.ts`); what is active all the same is no logo, and refused so that nobody wonders why a part of it is missing.
 *
 * @returns what is wrong with it
 */
export function judgeLogo(text: string): { readonly message: string; readonly fix: string } | undefined {
  const fix = 'Export it as a plain SVG, with its letters as paths and nothing linked.';
  if (text.length > LARGEST)
    return {
      message: `the logo is too large: ${Math.ceil(text.length / 1024)} kB.`,
      fix: `Make it ${LARGEST / 1024} kB or less.`,
    };
  if (!/^(?:<\?xml[^>]*\?>)?\s*(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(text)) return { message: 'the file is no SVG.', fix };
  if (ACTIVE.test(text)) return { message: 'the logo has more in it than a picture: a program, or a link to another file.', fix };
  return undefined;
}
