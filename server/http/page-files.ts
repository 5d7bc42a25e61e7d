import { createHash } from 'node:crypto';

import type { HexColour } from '../domain/colour.ts';
import { brandStyle } from './brand-style.ts';
import type { Brand } from './render.ts';
import type { StaticFile } from './static-files.ts';

/** How whoever runs the server wants the pages to look. */
export interface Looks {
  readonly productName: string;
  readonly supportUrl?: string;
  /** An SVG picture. */
  readonly logo?: string;
  readonly accent?: HexColour;
}

/** The files that pages load, and what the pages need to know of them. */
export interface PageFiles {
  readonly files: readonly StaticFile[];
  readonly brand: Brand;
  /** Changes with the stylesheet. */
  readonly assetVersion: string;
}

/** The stylesheet in the colours of the brand, and its logo, each under an address that changes when it does. */
export function createPageFiles({ css, brand }: { readonly css: string; readonly brand: Looks }): PageFiles {
  const { productName, supportUrl, logo, accent } = brand;
  const style = accent === undefined ? css : css + brandStyle(accent);
  const files: StaticFile[] = [{ path: '/assets/countersign.css', type: 'text/css; charset=utf-8', content: style }];
  if (logo !== undefined) files.push({ path: '/assets/logo.svg', type: 'image/svg+xml', content: logo, isPicture: true });
  return {
    files,
    assetVersion: versionOf(style),
    brand: {
      name: productName,
      ...(supportUrl === undefined ? {} : { supportLink: supportUrl }),
      ...(logo === undefined ? {} : { logo: `/assets/logo.svg?v=${versionOf(logo)}` }),
    },
  };
}

function versionOf(content: string): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 12);
}
