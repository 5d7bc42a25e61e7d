import { expect } from 'chai';

import { problemsOf, settingsOf } from '../../../support/settings-files.ts';

const brand = (line: string): { 'countersign.yaml': string } => ({
  'countersign.yaml': `issuer: https://login.example.com\nbrand: { ${line} }\n`,
});
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#123456" d="M0 0h8v8H0z"/></svg>\n';

describe('brand: what the pages say about whoever runs the server', () => {
  it('takes an accent, a support address and a logo', async () => {
    const { brand: read } = await settingsOf(brand('accent: "#7A1F6B", support_url: "mailto:help@example.com", logo: logo.svg'), {
      more: { 'logo.svg': SVG },
    });
    expect(read).to.deep.equal({
      productName: 'Countersign',
      supportUrl: 'mailto:help@example.com',
      accent: '#7A1F6B',
      logo: SVG.trim(),
    });
  });

  for (const [line, problem] of [
    [
      'accent: "#ff8800"',
      'config/countersign.yaml:2:18 brand.accent: #ff8800 would make buttons and links that are hard to read. Write "#a65800".',
    ],
    [
      'accent: green',
      'config/countersign.yaml:2:18 brand.accent: "green" is no colour. Write # and six hexadecimal digits in quotes: "#0b4f48".',
    ],
    [
      'accent: "#000;}body{display:none"',
      'config/countersign.yaml:2:18 brand.accent: "#000;}body{display:none" is no colour. Write # and six hexadecimal digits in quotes: "#0b4f48".',
    ],
    [
      'support_url: "javascript:alert(1)"',
      'config/countersign.yaml:2:23 brand.support_url: "javascript:alert(1)" is no address where people find help. Write https://example.com/help or mailto:help@example.com.',
    ],
  ] as const) {
    it(`refuses ${line}`, async () => expect(await problemsOf(brand(line))).to.deep.equal([problem]));
  }

  describe('a logo', () => {
    const problemsWith = (svg: string) => problemsOf(brand('logo: logo.svg'), { more: { 'logo.svg': svg } });

    for (const [what, svg] of [
      ['with an XML declaration and a comment', `<?xml version="1.0" encoding="UTF-8"?>\n<!-- ours -->\n${SVG}`],
      ['that refers to its own parts', SVG.replace('<path', '<use href="#a"/><path fill="url(#b)" id="a"')],
      ['with a picture inside', SVG.replace('<path', '<image href="data:image/png;base64,AAAA"/><path')],
    ] as const) {
      it(`${what} is good`, async () => expect(await problemsWith(svg)).to.deep.equal([]));
    }

    for (const [what, svg] of [
      ['a script', SVG.replace('<path', '<script>alert(1)</script><path')],
      ['a script under another name', SVG.replace('<path', '<s:script xmlns:s="http://www.w3.org/2000/svg"/><path')],
      ['a handler', SVG.replace('<path', '<path onload="alert(1)"')],
      ['a page', SVG.replace('<path', '<foreignObject/><path')],
      ['a link', SVG.replace('<path', '<a href="javascript:alert(1)"><path/></a><path')],
      ['a picture of somebody else', SVG.replace('<path', '<image xlink:href="https://elsewhere.example/x.png"/><path')],
      ['a style from elsewhere', SVG.replace('<path', '<style>@import "https://elsewhere.example"</style><path')],
      ['a fill from elsewhere', SVG.replace('#123456', 'url(https://elsewhere.example/#a)')],
      ['entities', `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]>${SVG}`],
    ] as const) {
      it(`with ${what} in it is refused`, async () => expect(await problemsWith(svg)).to.have.length(1));
    }

    it('is an SVG, not too large, and there', async () => {
      expect(await problemsWith('GIF89a')).to.deep.equal([
        'config/countersign.yaml:2:16 brand.logo: the file is no SVG. Export it as a plain SVG, with its letters as paths and nothing linked.',
      ]);
      expect(await problemsWith(SVG + ' '.repeat(10) + `<!--${'x'.repeat(33_000)}-->`)).to.deep.equal([
        'config/countersign.yaml:2:16 brand.logo: the logo is too large: 33 kB. Make it 32 kB or less.',
      ]);
      expect((await problemsOf(brand('logo: nowhere.svg')))[0]).to.match(
        /no such file\. Put an SVG file there, or name another one\.$/,
      );
    });
  });
});
