#!/usr/bin/env bash
#
# Runs testssl.sh (a package of Debian and Ubuntu) against an HTTPS listener and fails for findings of medium weight or worse. The
# certificate is made for the run, by an authority that is made for the run: what is tested is the listener. The route sets the headers
# that a good site sets, for testssl looks at those too.
#
#   tools/testssl.sh [OUT.json [ARGUMENT OF TESTSSL …]]

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(realpath "${1:-$(mktemp -d)/testssl.json}")
shift || true

testssl=$(command -v testssl || command -v testssl.sh) || {
  printf 'testssl.sh is not installed: apt install testssl.sh\n' >&2
  exit 1
}

work=$(mktemp -d)
gateway=
trap '[[ -z $gateway ]] || kill "$gateway" 2>/dev/null || true; rm -rf "$work"' EXIT

readonly host=shop.example.test
cd "$work"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 120 -subj "/CN=testssl authority" \
  -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$host" -keyout tls.key -out tls.csr 2>/dev/null
openssl x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -out tls.crt -extfile <(
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\ncrlDistributionPoints=URI:http://crl.example.test/ca.crl\n' "$host"
) 2>/dev/null

mkdir resources
cat >resources/https.yaml <<END
apiVersion: sluice.dev/v1alpha1
kind: DataPlane
metadata: {name: public, namespace: default}
spec:
  default: true
  listeners:
  - {name: https, port: 8443, protocol: HTTPS, tls: {certificateRefs: [{name: own-tls}]}}
---
apiVersion: sluice.dev/v1alpha1
kind: GatewayRoute
metadata: {name: hello, namespace: default}
spec:
  hostnames: [$host]
  rules:
  - filters:
    - type: ResponseHeaderModifier
      responseHeaderModifier:
        set:
        - {name: Strict-Transport-Security, value: "max-age=31536000"}
        - {name: X-Frame-Options, value: DENY}
        - {name: X-Content-Type-Options, value: nosniff}
        - {name: Content-Security-Policy, value: "default-src 'none'"}
        - {name: Referrer-Policy, value: no-referrer}
        - {name: Permissions-Policy, value: "geolocation=()"}
    - type: DirectResponse
      directResponse: {statusCode: 200, contentType: text/plain, body: hello}
---
apiVersion: v1
kind: Secret
metadata: {name: own-tls, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: $(base64 -w0 tls.crt), tls.key: $(base64 -w0 tls.key)}
END

"$root/bin/sluice" run resources --https-port 0 --admin-port 0 --access-log off --no-watch >out 2>err &
gateway=$!
port=
for _ in $(seq 300); do
  port=$(sed -n 's/^ready .* https=\([0-9]*\).*/\1/p' out)
  if [[ -n $port ]] || ! kill -0 "$gateway" 2>/dev/null; then break; fi
  sleep 1
done
[[ -n $port ]] || { cat err >&2; printf 'the gateway does not start\n' >&2; exit 1; }

rm -f "$out"
"$testssl" --quiet --warnings off --color 0 --ip 127.0.0.1 --add-ca ca.pem --severity LOW --jsonfile "$out" "$@" \
  "$host:$port" >report || true

grep -q '"id"' "$out" || { cat report >&2; printf 'testssl.sh did not run to its end\n' >&2; exit 1; }
if tr -d '\n' <"$out" | grep -oE '\{[^{}]*"severity" *: *"(MEDIUM|HIGH|CRITICAL|FATAL)"[^{}]*\}'; then
  printf 'findings of medium weight or worse, see %s\n' "$out" >&2
  exit 1
fi
printf 'nothing of medium weight or worse: %s\n' "$out"
