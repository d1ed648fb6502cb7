// A certified OpenID provider on loopback, with made-up accounts: `node provider.mjs PROVIDER_PORT DASHBOARD_ADDRESS`.
// Whoever types a name of an account below is that account; the password is not looked at.
import Provider from 'oidc-provider';

const [port, dashboard] = process.argv.slice(2);
const accounts = {
  analyst: { email: 'analyst@example.org', email_verified: true },
  colleague: { email: 'Colleague@Example.com', email_verified: true },
  stranger: { email: 'stranger@example.com.example.net', email_verified: true },
  unconfirmed: { email: 'someone@example.com', email_verified: false },
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'ledger',
    client_secret: 'a secret of this test',
    redirect_uris: [`${dashboard}/oauth2callback`],
    post_logout_redirect_uris: [`${dashboard}/oauth2callback`],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  // As the large providers do: the e-mail address stands in the ID token itself.
  conformIdTokenClaims: false,
  findAccount: (_, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
  cookies: { keys: ['a key of this test'] },
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
