// A real OpenID Connect provider at loopback, for the tests of logins: node issuer.mjs <client id> <client secret>
// <seconds that access tokens last> [<port>]. Prints `ready <issuer>` and serves until its standard input ends. Everybody may log in,
// with any password; whoever is called admin has the role admin.

import { createServer } from 'node:http';
import process from 'node:process';
import Provider from 'oidc-provider';

const [clientId, clientSecret, seconds, port] = process.argv.slice(2);

const server = createServer();
server.listen(Number(port ?? 0), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://localhost/oauth2/callback'],
        post_logout_redirect_uris: ['http://localhost/bye'],
      },
    ],
    claims: { openid: ['sub', 'roles'], email: ['email'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `The ${id}`, email: `${id}@example.com`, roles: [id] }),
    }),
    issueRefreshToken: (context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: { AccessToken: Number(seconds), IdToken: 300, RefreshToken: 3600, Session: 3600, Grant: 3600, Interaction: 600 },
    cookies: { keys: ['a key of the tests'] },
  });
  // The gateway of a test has a port that nobody knows before: it may be any, and nothing else may differ.
  const withoutPort = (uri) => uri.replace(/^(http:\/\/localhost):\d+\//, '$1/');
  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    return this.redirectUris.includes(withoutPort(uri));
  };
  provider.Client.prototype.postLogoutRedirectUriAllowed = function postLogoutRedirectUriAllowed(uri) {
    return this.postLogoutRedirectUris.includes(withoutPort(uri));
  };
  for (const name of ['server_error', 'grant.error', 'authorization.error']) {
    provider.on(name, (context, error) => console.error(name, error.message, error.error_detail ?? ''));
  }
  server.on('request', provider.callback());
  console.log(`ready ${issuer}`);
});
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
