#!/bin/sh
# Prints a token that is good for an hour, signed with demo-key.pem: sh token.sh [USER] [ROLE]
set -eu
cd "$(dirname "$0")"
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
header=$(printf '{"alg":"RS256","typ":"JWT","kid":"demo"}' | base64url)
claims=$(printf '{"iss":"https://idp.example.com","aud":"shop","sub":"%s","roles":["%s"],"exp":%d}' \
  "${1:-alice}" "${2:-viewer}" "$(($(date +%s) + 3600))" | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign demo-key.pem | base64url)
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
