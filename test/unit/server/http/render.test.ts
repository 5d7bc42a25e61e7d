import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import fc from 'fast-check';

import type { NetworkMatch } from '../../../../server/domain/network.ts';
import type { PageModel, ReviewPage } from '../../../../server/http/page-models.ts';
import { createRender } from '../../../../server/http/render.ts';
import { renderForTests } from '../../../support/page-server.ts';
import { pageStates } from '../../../support/page-states.ts';

const review = pageStates.get('review/same-network') as ReviewPage;

/** Method, address and field names of every form on a page, in order. */
function formsOf(html: string): readonly string[] {
  return [...html.matchAll(/<form[^>]*method="(\w+)" action="([^"]+)"[\s\S]*?<\/form>/g)].map(([form, method, action]) => {
    const names = [...form.matchAll(/ name="(\w+)"/g)].map(([, name]) => name!);
    return `${method} ${action} ${[...new Set(names)].sort().join(' ')}`;
  });
}

describe('createRender', () => {
  it('posts every form with a csrf token to the address that takes it', () => {
    const expected: Readonly<Record<string, readonly string[]>> = {
      'sign-in/plain': ['post /sign-in csrf password return_to username'],
      'enter-code/empty': ['post /sign-out csrf', 'post /device csrf user_code'],
      'review/same-network': ['post /sign-out csrf', 'post /device/decision csrf decision review user_code'],
      'done/approved': ['post /sign-out csrf'],
      'done/bare': [],
      'home/signed-in': ['post /sign-out csrf'],
      'home/plain': [],
      'signed-out/plain': [],
    };
    for (const [name, forms] of Object.entries(expected)) {
      expect(formsOf(renderForTests(pageStates.get(name)!)), name).to.deep.equal(forms);
    }
  });

  it('offers exactly three decisions', () => {
    const values = [...renderForTests(review).matchAll(/name="decision" value="([\w-]+)"/g)].map(([, value]) => value);
    expect(values).to.deep.equal(['deny', 'approve', 'not-me']);
  });

  it('leads to the list of devices only where there is one', () => {
    expect(renderForTests(pageStates.get('done/approved')!)).to.include('href="/devices"');
    expect(renderForTests(pageStates.get('done/bare')!)).not.to.include('href="/devices"');
  });

  it('warns of another network only if it is another', () => {
    const warned = (sameNetwork: NetworkMatch) => renderForTests({ ...review, sameNetwork }).includes('notice network');
    expect([warned('same'), warned('unknown'), warned('different')]).to.deep.equal([false, false, true]);
  });

  it('never lets a value change the structure of a page, whatever it is', () => {
    const skeleton = (model: PageModel) => renderForTests(model).match(/<[^>]*>/g)!.length;
    const calm = skeleton(review);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const model = {
          ...review,
          deviceName: text,
          client: { id: text, name: text, uri: `https://example.com/${text}` },
          origin: { address: text, userAgent: { program: text, system: text } },
          person: { id: text, name: text },
        };
        expect(skeleton(model)).to.equal(calm);
      }),
      { numRuns: 200 },
    );
  });

  it('links to a web address of the application, and to nothing else', () => {
    const links = (uri: string) => renderForTests({ ...review, client: { ...review.client, uri } }).includes(`href="${uri}"`);
    expect(links('https://example.com/console')).to.equal(true);
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', '//example.com', ' https:x', 'x https://example.com'])
      expect(links(uri), uri).to.equal(false);
  });

  it('offers no approval where something stands in its way, and always a denial', () => {
    for (const [name, model] of pageStates) {
      if (model.page !== 'review') continue;
      const values = [...renderForTests(model).matchAll(/name="decision" value="([\w-]+)"/g)].map(([, value]) => value);
      expect(values, name).to.deep.equal(model.obstacle ? ['deny', 'not-me'] : ['deny', 'approve', 'not-me']);
    }
  });

  it('names the version of the stylesheet', () => {
    expect(renderForTests(review)).to.include('href="/assets/countersign.css?v=test"');
  });

  describe('with a template that is wrong', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'countersign-views-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const renderWith = (template: string) => {
      writeFileSync(join(folder, 'signed-out.ejs'), template);
      return createRender({ viewsFolder: folder, brand: { name: 'Countersign' }, assetVersion: '1' })(
        { page: 'signed-out' },
        'en',
      );
    };

    it('throws for a name that no template may use', () => {
      expect(() => renderWith('<%= csrf %>')).to.throw(ReferenceError);
    });

    it('throws for something the model does not have, instead of leaving a hole', () => {
      expect(() => renderWith('<%= page.person %>')).to.throw(TypeError, /a template printed undefined/);
    });

    it('throws at the start for one that cannot be compiled', () => {
      expect(() => renderWith('<% if ( %>')).to.throw(SyntaxError);
    });

    it('says so if a page has none', () => {
      const render = createRender({ viewsFolder: folder, brand: { name: 'Countersign' }, assetVersion: '1' });
      expect(() => render({ page: 'signed-out' }, 'en')).to.throw('no template for the page "signed-out"');
    });
  });
});
