#!/usr/bin/env bash
# same-twice.sh [PLATFORM…]: makes the release of what is committed twice, in two directories, and compares.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commit=$(git rev-parse HEAD)
for name in one another; do
  git clone -q --no-checkout . "$work/$name"
  git -C "$work/$name" checkout -q "$commit"
  # 3: without what this machine cannot make, the same both times.
  (cd "$work/$name" && ./release.sh 0.0.0-same "$@") || [ $? = 3 ]
done
if diff "$work"/{one,another}/artifacts/packages/SHA256SUMS; then echo "same-twice.sh: every file is the same"; else exit 1; fi
