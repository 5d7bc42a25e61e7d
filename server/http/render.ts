import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ejs from 'ejs';

import { inLanguage, LANGUAGES, languageOfText } from '../domain/language.ts';
import type { Language, LocalText } from '../domain/language.ts';
import { describeHelp } from './help-page.ts';
import { messagesIn } from './languages.ts';
import type { PageModel, PageName } from './page-models.ts';
import { withPlainTexts } from './plain-text.ts';
import { takeApart } from './sentence.ts';
import { createTimeWords } from './time-words.ts';

/** What the pages call themselves. */
export interface Brand {
  /** The name of the product, as people know it. */
  readonly name: string;
  /** Where people find help: an `https:` or `mailto:` address. */
  readonly supportLink?: string;
  /** The address of their logo, with a version in it. */
  readonly logo?: string;
}

/** What the pages are made from. */
export interface RenderDeps {
  /** The folder with one template per page, `layout/` and `parts/`. */
  readonly viewsFolder: string;
  readonly brand: Brand;
  /** Changes whenever the stylesheet does, so that it can be cached for ever. */
  readonly assetVersion: string;
}

/** Makes a whole HTML page from its model. Pure. */
export type Render = (model: PageModel, language: Language) => string;

/** The names that a template may use, and the only ones: any other is a ReferenceError (strict mode, no `with`). */
const LOCALS = ['page', 'language', 'text', 'time', 'local', 'helpSections', 'takeApart', 'brand', 'stylesheet', 'part'];

/**
 * Compiles every template, once. All names inside `<%= %>` are escaped and must have a value: a template that prints what its model does not
 * have throws, instead of leaving a hole in a page on which people decide.
 *
 * @throws {Error} if a template cannot be read or compiled
 */
export function createRender({ viewsFolder, brand, assetVersion }: RenderDeps): Render {
  compileAll(viewsFolder);
  const stylesheet = `/assets/countersign.css?v=${encodeURIComponent(assetVersion)}`;
  const shared = new Map(LANGUAGES.map((language) => [language, { ...wordsIn(language), takeApart, brand, stylesheet }]));
  return function render(model, language) {
    return templateOf(viewsFolder, model.page)({ ...shared.get(language), page: withPlainTexts(model) });
  };
}

/** What a template speaks one language with. */
function wordsIn(language: Language) {
  const text = messagesIn(language);
  return {
    language,
    text,
    helpSections: describeHelp(text),
    time: createTimeWords(language),
    /** A text of the admin, and its language where that is not the page's. */
    local(own: LocalText) {
      const written = languageOfText(own, language);
      return { text: inLanguage(own, language), ...(written && written !== language ? { language: written } : {}) };
    },
  };
}

function compileAll(viewsFolder: string): void {
  const names = readdirSync(viewsFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ejs'));
  for (const name of names) {
    const filename = join(viewsFolder, name);
    const template = ejs.compile(readFileSync(filename, 'utf8'), {
      filename,
      root: viewsFolder,
      cache: true,
      strict: true,
      destructuredLocals: LOCALS,
      escape: escapeOrThrow,
    });
    ejs.cache.set(filename, template); // where include() looks
  }
}

function templateOf(viewsFolder: string, page: PageName): ejs.TemplateFunction {
  const template = ejs.cache.get(join(viewsFolder, `${page}.ejs`));
  if (template === undefined) throw new Error(`there is no template for the page "${page}" in ${viewsFolder}`);
  return template;
}

function escapeOrThrow(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new TypeError(`a template printed ${typeof value}: its model does not have that, or it is no text`);
  }
  return ejs.escapeXML(String(value));
}
