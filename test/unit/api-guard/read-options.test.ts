import { createGuard, requireToken } from '@countersign/api-guard';
import type { GuardOptions } from '@countersign/api-guard';
import { expect } from 'chai';

const GOOD: GuardOptions = {
  issuer: 'https://login.example.com',
  audience: 'urn:example:notes',
  publicUrl: 'https://notes.example.com',
};

describe('api-guard: options', () => {
  it('are refused all together, each with what would be right', () => {
    const wrong: GuardOptions = {
      issuer: 'http://login.example.com',
      audience: '',
      publicUrl: ['notes.example.com', 'https://notes.example.com/?a=1'],
      algorithms: ['HS256'],
      proofAlgorithms: [],
      clockTolerance: 600,
      proofMaxAge: 0,
      timeout: NaN,
      nonceSecret: new Uint8Array(16),
    };
    expect(() => createGuard(wrong))
      .to.throw(TypeError)
      .with.property('message')
      .that.matches(
        /^The options.*\n- issuer .*\n- audience .*\n- publicUrl "notes.*\n- publicUrl "https.*\n- resource.identifier .*\n- algorithms .*\n- proofAlgorithms .*\n- clockTolerance .*\n- proofMaxAge .*\n- timeout .*\n- nonceSecret [^\n]*$/,
      );
  });

  for (const algorithm of ['none', 'HS256', 'HS512', 'RS1', 'dir', 'ES256K']) {
    it(`never allow ${algorithm}`, () => {
      expect(() => createGuard({ ...GOOD, algorithms: ['ES256', algorithm] })).to.throw(TypeError, 'algorithms');
      expect(() => createGuard({ ...GOOD, proofAlgorithms: [algorithm] })).to.throw(TypeError, 'proofAlgorithms');
    });
  }

  it('allow plain http for an issuer on this machine only', () => {
    for (const issuer of ['http://localhost:8628', 'http://127.0.0.1:8628', 'http://[::1]:8628'])
      createGuard({ ...GOOD, issuer });
    for (const issuer of [
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
      'http://10.0.0.1',
      'file:///etc',
      '',
    ]) {
      expect(() => createGuard({ ...GOOD, issuer }), issuer).to.throw(TypeError, 'issuer');
    }
  });

  it('and demands that make no sense are noticed when the route is made', () => {
    const guard = createGuard(GOOD);
    expect(() => requireToken(guard, { scope: 'notes:"read"' })).to.throw(TypeError, 'scope');
    expect(() => requireToken(guard, { acr: ['urn:mfa', 'two words'] })).to.throw(TypeError);
    expect(() => requireToken(guard, { maxAge: -1 })).to.throw(TypeError, 'maxAge');
    expect(() => requireToken(guard, { maxAge: 1.5 })).to.throw(TypeError, 'maxAge');
  });
});

describe('api-guard: protected resource metadata (RFC 9728, sections 2 and 3)', () => {
  it('says who issues tokens and what the API takes', () => {
    const { metadata } = createGuard({
      ...GOOD,
      resource: { name: 'Notes', scopes: ['notes:read'], documentation: 'https://example.com/docs' },
    });
    expect(metadata.url).to.equal('https://notes.example.com/.well-known/oauth-protected-resource');
    expect(metadata.document).to.deep.equal({
      resource: 'https://notes.example.com',
      authorization_servers: ['https://login.example.com'],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA'],
      dpop_bound_access_tokens_required: false,
      scopes_supported: ['notes:read'],
      resource_name: 'Notes',
      resource_documentation: 'https://example.com/docs',
    });
  });

  it('stands between host and path of an identifier with a path', () => {
    const { metadata } = createGuard({ ...GOOD, audience: 'https://notes.example.com/mcp' });
    expect(metadata.document.resource).to.equal('https://notes.example.com/mcp');
    expect(metadata.path).to.equal('/.well-known/oauth-protected-resource/mcp');
  });
});
